"""Who is in a body: register, invitations, the locked member list."""
