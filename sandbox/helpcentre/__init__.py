"""The exchange's help centre, played by the sandbox: one article with the chat on it.

As an exchange would do it: a static page under a strict Content-Security-Policy with Trusted
Types, one script tag, a sign-in that the page's own site gives. Sandbox only: the sign-in
takes no password.
"""
