"""Units, what they are and can do; people and the 身份 in which they act."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from luoshi.accounts.roles import Role
from luoshi.kit.records import Record


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

    class Meta:
        """One answer for each unit and function."""

        verbose_name = "单位职能"
        constraints = (models.UniqueConstraint(fields=("unit", "name"), name="one_answer_per_function"),)

    def __str__(self) -> str:
        """Function and answer."""
        return f"{self.name}：{self.get_answer_display()}"


class UserManager(BaseUserManager["User"]):
    """Creates people with hashed passwords."""

    def create_user(self, username: str, name: str, password: str | None = None) -> User:
        """A person; without a password he cannot log in by one."""
        user = self.model(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What he may do follows from his memberships, never from the person."""

    username = models.CharField("用户名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("在用", default=True)

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
        """One membership for each person, unit and role."""

        verbose_name = "身份"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("user", "unit", "role"), name="one_membership"),)

    def __str__(self) -> str:
        """Unit and role."""
        return f"{self.unit.short_name} {self.get_role_display()}"
