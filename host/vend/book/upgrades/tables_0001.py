# tables_0001.py - the tables of the first book, as r0001_book.py makes them: written out, for they never change again
"""In SQLite's words: there was no ledger in another engine before them."""

TABLES = (
    """CREATE TABLE box_reading (
    id INTEGER NOT NULL, line VARCHAR(160) NOT NULL, meter VARCHAR(12) NOT NULL, turn INTEGER NOT NULL,
    standard INTEGER NOT NULL, speed INTEGER NOT NULL, total INTEGER, sharp INTEGER, peak INTEGER, flat INTEGER,
    valley INTEGER, rate1 INTEGER, rate2 INTEGER, rate3 INTEGER, PRIMARY KEY (id), UNIQUE (line))
    """,
    """CREATE TABLE customer (
    customer VARCHAR(12) NOT NULL, name VARCHAR(120), PRIMARY KEY (customer))
    """,
    """CREATE TABLE event (
    meter VARCHAR(12) NOT NULL, number INTEGER NOT NULL, at DATETIME NOT NULL, who VARCHAR(64) NOT NULL,
    verb VARCHAR(16) NOT NULL, reason VARCHAR(200) NOT NULL, digest VARCHAR(32) NOT NULL, PRIMARY KEY (meter, number))
    """,
    """CREATE TABLE meter (
    meter VARCHAR(12) NOT NULL, count INTEGER NOT NULL, base INTEGER NOT NULL, keys INTEGER NOT NULL,
    PRIMARY KEY (meter))
    """,
    """CREATE TABLE card (
    card VARCHAR(16) NOT NULL, serial VARCHAR(16) NOT NULL, meter VARCHAR(12) NOT NULL, customer VARCHAR(12) NOT NULL,
    next_order INTEGER NOT NULL, active BOOLEAN NOT NULL, keys INTEGER NOT NULL, issue INTEGER NOT NULL,
    resets INTEGER NOT NULL, lost BOOLEAN NOT NULL, seen INTEGER NOT NULL, heard BOOLEAN NOT NULL, PRIMARY KEY (card),
    UNIQUE (serial), FOREIGN KEY(meter) REFERENCES meter (meter), FOREIGN KEY(customer) REFERENCES customer (customer))
    """,
    "CREATE INDEX card_of_meter ON card (meter)",
    "CREATE UNIQUE INDEX one_active_card ON card (meter) WHERE active",
    """CREATE TABLE elsewhere (
    meter VARCHAR(12) NOT NULL, count INTEGER NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (meter, count),
    FOREIGN KEY(meter) REFERENCES meter (meter))
    """,
    """CREATE TABLE entry (
    meter VARCHAR(12) NOT NULL, number INTEGER NOT NULL, line INTEGER NOT NULL, debit VARCHAR(12) NOT NULL,
    credit VARCHAR(12) NOT NULL, cents INTEGER NOT NULL, PRIMARY KEY (meter, number, line),
    FOREIGN KEY(meter, number) REFERENCES event (meter, number), CONSTRAINT money_moves CHECK (cents > 0))
    """,
    """CREATE TABLE purchase (
    id INTEGER NOT NULL, payment VARCHAR(64) NOT NULL, plain VARCHAR NOT NULL, twin BOOLEAN NOT NULL,
    meter VARCHAR(12) NOT NULL, amount INTEGER NOT NULL, sold DATE NOT NULL, close BOOLEAN NOT NULL,
    at DATETIME NOT NULL, clerk VARCHAR(64) NOT NULL, PRIMARY KEY (id), UNIQUE (payment),
    FOREIGN KEY(meter) REFERENCES meter (meter))
    """,
    "CREATE INDEX ix_purchase_plain ON purchase (plain)",
    "CREATE UNIQUE INDEX one_reading_of_a_reference ON purchase (plain) WHERE not twin",
    "CREATE INDEX purchase_at ON purchase (at)",
    """CREATE TABLE carriage (
    id INTEGER NOT NULL, purchase INTEGER NOT NULL, leg INTEGER NOT NULL, card VARCHAR(16) NOT NULL,
    "order" INTEGER NOT NULL, meter VARCHAR(12) NOT NULL, count INTEGER NOT NULL, state VARCHAR(16) NOT NULL,
    current BOOLEAN NOT NULL, open BOOLEAN NOT NULL, proved BOOLEAN NOT NULL, used BOOLEAN NOT NULL,
    ending VARCHAR(16), last INTEGER NOT NULL, gone BOOLEAN NOT NULL, credited BOOLEAN, refunded BOOLEAN NOT NULL,
    PRIMARY KEY (id), UNIQUE (card, "order"), UNIQUE (purchase, leg), FOREIGN KEY(purchase) REFERENCES purchase (id),
    FOREIGN KEY(card) REFERENCES card (card), FOREIGN KEY(meter) REFERENCES meter (meter))
    """,
    "CREATE UNIQUE INDEX one_current_way ON carriage (purchase) WHERE current",
    "CREATE UNIQUE INDEX one_sale_a_count ON carriage (meter, count) WHERE current and state <> 'cancelled'",
    "CREATE INDEX open_of_card ON carriage (card, open)",
    "CREATE INDEX open_of_meter ON carriage (meter, open)",
    """CREATE TABLE issue (
    id INTEGER NOT NULL, kind VARCHAR(8) NOT NULL, card VARCHAR(16) NOT NULL, number INTEGER NOT NULL,
    meter VARCHAR(12) NOT NULL, customer VARCHAR(12) NOT NULL, "order" INTEGER NOT NULL, count INTEGER NOT NULL,
    keys INTEGER NOT NULL, meter_keys INTEGER NOT NULL, done BOOLEAN NOT NULL, PRIMARY KEY (id),
    UNIQUE (card, number), FOREIGN KEY(card) REFERENCES card (card), FOREIGN KEY(meter) REFERENCES meter (meter),
    FOREIGN KEY(customer) REFERENCES customer (customer))
    """,
    """CREATE TABLE reading (
    id INTEGER NOT NULL, card VARCHAR(16) NOT NULL, meter VARCHAR(12) NOT NULL, count INTEGER NOT NULL,
    read_at VARCHAR(19) NOT NULL, total INTEGER, rate1 INTEGER, rate2 INTEGER, rate3 INTEGER, rate4 INTEGER,
    was_total INTEGER, was_rate1 INTEGER, was_rate2 INTEGER, was_rate3 INTEGER, was_rate4 INTEGER, remaining INTEGER,
    overdraft INTEGER, bought INTEGER, proved_remaining INTEGER, agrees BOOLEAN, PRIMARY KEY (id),
    UNIQUE (card, meter, count), FOREIGN KEY(card) REFERENCES card (card), FOREIGN KEY(meter) REFERENCES meter (meter))
    """,
    "CREATE INDEX readings_of_meter ON reading (meter, count)",
    """CREATE TABLE report (
    meter VARCHAR(12) NOT NULL, number INTEGER NOT NULL, card VARCHAR(16) NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY (meter, number), FOREIGN KEY(meter, number) REFERENCES event (meter, number),
    FOREIGN KEY(card) REFERENCES card (card))
    """,
    "CREATE INDEX ix_report_card ON report (card)",
    """CREATE TABLE step (
    meter VARCHAR(12) NOT NULL, number INTEGER NOT NULL, line INTEGER NOT NULL, carriage INTEGER NOT NULL,
    news VARCHAR(16) NOT NULL, "after" VARCHAR(80) NOT NULL, PRIMARY KEY (meter, number, line),
    FOREIGN KEY(meter, number) REFERENCES event (meter, number), FOREIGN KEY(carriage) REFERENCES carriage (id))
    """,
    "CREATE INDEX steps_of_carriage ON step (carriage)",
)
