# SPDX-License-Identifier: EUPL-1.2
"""What tests of faults of the log share: a line, a start, a report, and the hand of an intruder."""

from audit import database, tables
from audit.verify import verify

SHARD = "oost-2026"


class BoomError(RuntimeError):
    pass


def line(number):
    return lambda pen: pen.line(SHARD, {"handeling": "proef", "n": number}, {"persoon": "p"})


def report(backbone):
    return verify(backbone.engine, backbone.kluis, backbone.folder, backbone.policy)


def started(backbone, **changes):
    sequencer = backbone.sequencer(**changes)
    sequencer.start()
    return sequencer


def without_triggers(backbone, statement):
    with backbone.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            for drop in database.drop_append_only(table.name, backbone.engine.dialect.name):
                connection.exec_driver_sql(drop)
        connection.execute(statement)
