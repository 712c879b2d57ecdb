"""Writes of units and people, one file per subject; other rooms take them from here."""

from luoshi.accounts.actions.accounts import (
    change_liaison,
    create_user,
    deactivate_user,
    end_membership,
    grant_membership,
    open_account,
    reactivate_user,
    reset_password,
)
from luoshi.accounts.actions.contacts import Details, add_contact, change_contact, end_contact
from luoshi.accounts.actions.functions import Statement, ask_function, state_function, state_functions
from luoshi.accounts.actions.importing import UnitImport, import_units
from luoshi.accounts.actions.names import add_alias, drop_alias, rename_unit, succeed
from luoshi.accounts.actions.units import create_unit

__all__ = [
    "Details",
    "Statement",
    "UnitImport",
    "add_alias",
    "add_contact",
    "ask_function",
    "change_contact",
    "change_liaison",
    "create_unit",
    "create_user",
    "deactivate_user",
    "drop_alias",
    "end_contact",
    "end_membership",
    "grant_membership",
    "import_units",
    "open_account",
    "reactivate_user",
    "rename_unit",
    "reset_password",
    "state_function",
    "state_functions",
    "succeed",
]
