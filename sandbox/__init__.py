"""A local exchange that speaks the OKX v5 wire format, and the public chains beside it.

Start it with ``python -m sandbox``. It imports nothing of the bot, and the bot
nothing of it: the wire is all that they share.
"""
