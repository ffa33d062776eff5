"""Accounts: how somebody signs in here. An account is not a member: it is linked to pseudonyms in bodies' records."""
