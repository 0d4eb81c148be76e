"""How well recordings are written down: words, speakers, time."""
