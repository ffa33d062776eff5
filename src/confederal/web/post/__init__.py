"""Mails: meeting called, vote open, result, digest. Nothing in them shows membership on a lock screen."""
