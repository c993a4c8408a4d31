"""The `kind` argument of `mix` for what several systems derive: equal (seed, id) mean the same company in each."""

COMPANY = 1
SITE = 2
CONTACT = 3
ASSET = 4
TICKET = 7
