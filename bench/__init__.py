"""Time and memory of the whole bot, measured on this machine: reported, never judged."""
