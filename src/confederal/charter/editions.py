"""Editions: which articles, matters and ways of counting a book is read under.

Until the first release there is one edition, `draft`. Installing code moves nobody to another: that is a body's
own decision (`entrenched`, paragraph 2).
"""

DRAFT = "draft"
EDITIONS = (DRAFT,)
