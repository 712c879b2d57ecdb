import pytest

from luoshi.reading.model import Role
from luoshi.reading.names import read_units


@pytest.mark.parametrize(
    ("text", "usual", "units"),
    [
        ("市司法局、市财政局", "lead", "市司法局:lead 市财政局:lead"),
        ("县（市、区）政府\n市公安局（交警支队、特警支队）", "support",
         "县（市、区）政府:support 市公安局（交警支队、特警支队）:support"),
        ("市司法局（牵头）、市财政局", "lead", "市司法局:lead 市财政局:support"),
        ("牵头单位：市司法局；配合单位：市财政局、市公安局", "lead",
         "市司法局:lead 市财政局:support 市公安局:support"),
        ("牵头单位：市司法局 配合单位：市财政局", "lead", "市司法局:lead 市财政局:support"),
        ("由市司法局牵头，市财政局、市公安局等有关部门配合。", "lead",
         "市司法局:lead 市财政局:support 市公安局等有关部门:support"),
        ("市司法局牵头，市财政局，市公安局参与", "lead", "市司法局:lead 市财政局:support 市公安局:support"),
        ("市司法局、市财政局按职责分工负责", "lead", "市司法局:lead 市财政局:lead"),
        ("市司法局指导，各县区落实", "lead", "市司法局:guide 各县区:implement"),
        ("无", "support", ""),
        ("", "lead", ""),
    ],
)  # fmt: skip
def test_units_are_read_with_their_part(text: str, usual: Role, units: str) -> None:
    assert " ".join(f"{unit.name}:{unit.role}" for unit in read_units(text, usual)) == units
