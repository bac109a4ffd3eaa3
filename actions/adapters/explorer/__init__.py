"""Public block explorers: what a chain says about one TxID.

Base URLs come from the settings alone, a TxID is checked against its grammar before any
request is built, redirects are off (T15, T16). No key of a customer is sent there.
"""
