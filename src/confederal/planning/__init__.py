"""The economy by agreement: rounds of proposals, a reconciled plan with a certificate, real tables.

The centre publishes valuations, shortages and guidance; workplaces and communities answer with
proposals of their own; nothing here binds anybody before an assembly adopts it. Read in this order:
`commodity`, `workplace`, `community`, `economy` (the words); `messages` (what is said to whom);
`rounds` (the story of a round); `valuations`, `reconciliation`, `members` (the arithmetic).
"""
