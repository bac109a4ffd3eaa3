"""The exchange's sign-in, played by the sandbox.

Like the real thing: short-lived ES256 tokens with ``kid``, JWKS, key rotation, sign-out and
revocation, RFC 8693 token exchange with an authenticated client, opaque access tokens with
scope ``read``. Sandbox only: anybody signs in as any demo customer without a password, keys
and sessions last as long as the process, and ``/_sandbox`` rotates and revokes on request.
"""
