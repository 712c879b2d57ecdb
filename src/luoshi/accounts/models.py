"""Units, what they are and can do; people and the 身份 in which they act."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse

from luoshi.accounts.roles import Role
from luoshi.kit.records import Record

DEEPEST = 11  # levels of units that fit into a path


class UnitCategory(models.Model):
    """A class of units as plans name it: 县（市、区）政府, 派出机构 and so on."""

    name = models.CharField("名称", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        """In the order in which plans list them."""

        ordering = ("order", "pk")
        verbose_name = "单位类别"

    def __str__(self) -> str:
        """The name."""
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    """Chainable filters of units."""

    def valid_on(self, day: date) -> UnitQuerySet:
        """Units that exist on that day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class Unit(Record):
    """A unit in the tree of guidance: its parent is the office that leads its work."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    path = models.CharField(max_length=200, unique=True, editable=False)
    category = models.ForeignKey(UnitCategory, models.PROTECT, null=True, blank=True, verbose_name="类别")
    name = models.CharField("单位名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=30)
    code = models.CharField("编码", max_length=30, blank=True)
    order = models.PositiveIntegerField("顺序", default=0)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        """As listed."""

        ordering = ("order", "pk")
        verbose_name = "单位"

    def __str__(self) -> str:
        """The full name."""
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the unit."""
        return reverse("accounts:unit_detail", args=[self.public_id])

    def below(self, parent: Unit | None) -> Unit:
        """Itself, placed below another unit or at the head of the tree; for a new unit, and nothing is saved."""
        self.parent = parent
        self.path = f"{parent.path if parent else ''}{self.public_id}/"
        return self

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        return not (self.valid_from and self.valid_from > day) and not (self.valid_to and self.valid_to < day)


class UnitName(models.Model):
    """A name that a unit bore, or under which it is met besides its own."""

    class Kind(models.TextChoices):
        """A former name has a last day; an alias is in use until it is dropped."""

        FORMER = "former", "曾用名"
        ALIAS = "alias", "别名"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name="单位")
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("种类", max_length=8, choices=Kind)
    valid_from = models.DateField("起始日期", null=True, blank=True)
    valid_to = models.DateField("截止日期", null=True, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("pk",)
        verbose_name = "单位名称"

    def __str__(self) -> str:
        """The name."""
        return self.name


class UnitSuccession(models.Model):
    """From a day on one unit does the work of another; several where units were merged or split."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions", verbose_name="原单位")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="inheritances", verbose_name="承接单位")
    day = models.DateField("承接日期")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        """In the order of time; a pair once."""

        ordering = ("day", "pk")
        verbose_name = "单位承接"
        constraints = (models.UniqueConstraint(fields=("predecessor", "successor"), name="one_succession"),)

    def __str__(self) -> str:
        """Who follows whom."""
        return f"{self.predecessor.short_name} → {self.successor.short_name}"


class UnitFunction(models.Model):
    """Whether a unit has a function that conditions of plans ask for. No row means: not stated yet."""

    class Answer(models.TextChoices):
        """Unknown is never taken for no."""

        YES = "yes", "有"
        NO = "no", "没有"
        UNKNOWN = "unknown", "未填报"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="functions", verbose_name="单位")
    name = models.CharField("职能", max_length=60)
    answer = models.CharField("是否具有", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    stated_by = models.CharField("填报人", max_length=200, blank=True)
    stated_at = models.DateTimeField("填报时间", null=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        """One answer for each unit and function."""

        verbose_name = "单位职能"
        constraints = (models.UniqueConstraint(fields=("unit", "name"), name="one_answer_per_function"),)

    def __str__(self) -> str:
        """Function and answer."""
        return f"{self.name}：{self.get_answer_display()}"


class UserManager(BaseUserManager["User"]):
    """Creates people with hashed passwords."""

    def create_user(
        self, username: str, name: str, password: str | None = None, *, must_change_password: bool = False
    ) -> User:
        """A person; without a password he cannot log in by one."""
        user = self.model(username=username, name=name, must_change_password=must_change_password)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What he may do follows from his memberships, never from the person."""

    username = models.CharField("用户名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        """People."""

        verbose_name = "人员"

    def __str__(self) -> str:
        """The name."""
        return self.name

    def get_full_name(self) -> str:
        """The name, for allauth."""
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Chainable filters of memberships."""

    def valid_on(self, day: date) -> MembershipQuerySet:
        """Memberships that hold on that day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class Membership(Record):
    """One 身份: a person acting for a unit in a role, from one day to another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="单位")
    role = models.CharField("身份", max_length=20, choices=Role)
    valid_from = models.DateField("起始日期", null=True, blank=True)
    valid_to = models.DateField("截止日期", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        """One membership for each person, unit and role; those that have ended stay on record."""

        verbose_name = "身份"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "unit", "role"), condition=Q(valid_to=None), name="one_open_membership"
            ),
        )

    def __str__(self) -> str:
        """Unit and role."""
        return f"{self.unit.short_name} {self.get_role_display()}"

    def is_valid_on(self, day: date) -> bool:
        """Whether the 身份 holds on that day."""
        return not (self.valid_from and self.valid_from > day) and not (self.valid_to and self.valid_to < day)


class ContactQuerySet(models.QuerySet["Contact"]):
    """Chainable filters of contacts."""

    def valid_on(self, day: date) -> ContactQuerySet:
        """Contacts that hold on that day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class Contact(Record):
    """A person to turn to in a unit. A change ends the old row and begins a new one; nothing is overwritten."""

    class Duty(models.TextChoices):
        """What the person answers for."""

        LEADER = "leader", "分管负责人"
        SECTION = "section", "责任科室负责人"
        LIAISON = "liaison", "联络员"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contacts", verbose_name="单位")
    duty = models.CharField("分工", max_length=10, choices=Duty)
    name = models.CharField("姓名", max_length=60)
    position = models.CharField("职务", max_length=60, blank=True)
    section = models.CharField("责任科室", max_length=60, blank=True)
    office_phone = models.CharField("办公电话", max_length=30, blank=True)
    mobile = models.CharField("手机", max_length=20, blank=True)
    valid_from = models.DateField("起始日期", null=True, blank=True)
    valid_to = models.DateField("截止日期", null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        """As entered; lists order them by duty."""

        ordering = ("pk",)
        verbose_name = "联系人"

    def __str__(self) -> str:
        """Duty and name."""
        return f"{self.get_duty_display()} {self.name}"

    @property
    def masked_mobile(self) -> str:
        """The mobile with its middle hidden."""
        return f"{self.mobile[:3]}****{self.mobile[-4:]}" if len(self.mobile) > 7 else "****" if self.mobile else ""
