"""Customers' own read-only API keys, encrypted at rest, for who does not run the exchange.

``python -m keystore`` is the operator's command. ``keystore.store`` is read by the action
server; no channel knows it, and nobody is ever asked for a key in a conversation.
"""
