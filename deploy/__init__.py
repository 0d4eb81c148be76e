"""pitchcheck in service: nginx, several app processes, one PostgreSQL (docs/deploy.md)."""
