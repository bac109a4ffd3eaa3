"""Checks of the words: languages, links, facts, claims, wording, use, completeness.

Each check is a function from a :class:`lints.model.Project` to problems, one line each.
Nothing here imports Rasa, so ``python -m lints`` answers at once.
"""
