"""Numbers of advisory locks: who wants to be the only one to do something takes its number. The database knows no names for them."""

MIGRATE = 4_242_001  # two hosts that start together must not both bring the database forward
BACK_UP = 4_242_002  # of several hosts one makes the backup
TAKE_ORDER = 4_242_003  # with the order: one that is sent twice at once is one
ADMINISTRATORS = 4_242_004  # with the organisation: two who take the right from each other at once
FORECAST = 4_242_005  # with the organisation: one forecaster at a time
PUBLISH = 4_242_006  # with the organisation: one level or calendar is published, or taken back, at a time
CHOOSE_TIME = 4_242_007  # with the station: two customers who choose at once the last time that somebody can keep
