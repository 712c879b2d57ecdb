"""A form says what its fields let a person choose; a field of another kind is a fault of the programmer."""

import pytest
from django import forms

from luoshi.accounts.models import UnitCategory
from luoshi.kit.choices import offer, offer_words


class Form(forms.Form):
    record = forms.ModelChoiceField(UnitCategory.objects.none())
    word = forms.ChoiceField()


@pytest.mark.django_db
def test_what_is_offered_can_be_chosen_and_nothing_else():
    category = UnitCategory.objects.create(name="部门")
    form = Form({"record": category.pk, "word": "a"})
    offer(form, "record", UnitCategory.objects.all())
    offer_words(form, "word", [("a", "甲")])
    assert form.is_valid()
    assert not Form({"record": category.pk, "word": "a"}).is_valid()


def test_field_of_another_kind_is_refused():
    class Other(forms.Form):
        text = forms.CharField()

    with pytest.raises(TypeError):
        offer(Other(), "text", UnitCategory.objects.all())
    with pytest.raises(TypeError):
        offer_words(Other(), "text", [("a", "甲")])
