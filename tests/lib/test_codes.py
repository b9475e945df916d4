# test_codes.py - the codes that the device knows, against the decoder's tables and the bytes that travel
import pytest

from wattkey.dlt645 import codes
from wattkey_host.reader.dlt645.catalogue import by_code
from wattkey_host.reader.dlt645.tables import bit_names


@pytest.mark.parametrize(
    "table, standard, control, data",
    [
        (codes.ENERGY, 1997, 0x01, "1F90"),
        (codes.TOTAL, 1997, 0x01, "1090"),
        (codes.ENERGY, 2007, 0x11, "00FF0100"),
        (codes.TOTAL, 2007, 0x11, "00000100"),
    ],
)
def test_a_question_for_energy_as_it_travels(table, standard, control, data):
    assert codes.question(standard, table[standard]) == (control, bytes.fromhex(data))
    assert "energy" in by_code(str(standard), f"{table[standard]:0{len(data)}X}").name


@pytest.mark.parametrize(
    "bit, words",
    [
        (codes.SERR_REPEATED, "repeated"),
        (codes.SERR_MAC, "ESAM"),
        (codes.SERR_EXPIRED, "identity"),
        (codes.SERR_CUSTOMER, "customer"),
        (codes.SERR_COUNT, "count"),
        (codes.SERR_HOARD, "hoard"),
        (codes.SERR_SUSPENDED, "suspended"),
    ],
)
def test_a_bit_of_the_error_word_means_what_the_decoder_says(bit, words):
    assert words in bit_names("serr", bit)[0]
