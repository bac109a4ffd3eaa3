"""Saldo's channels: who is asking, what may come in as text, what a button means."""
