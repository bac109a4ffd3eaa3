"""Conversation-driven improvement: from what was said to what is learned.

``make review`` lists the messages that were perhaps misunderstood, redacted; a person labels
them; ``make learn`` turns the labels into training messages and tests.
"""
