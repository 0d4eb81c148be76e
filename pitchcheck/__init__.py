"""pitchcheck reads a sales pitch against what the prospect actually said they are trying to get done."""
