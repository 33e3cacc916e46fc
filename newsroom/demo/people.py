"""Who works in the demo newsroom. The passwords are public: these accounts are for development only."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils.text import slugify

from accounts.actions import create_roles
from accounts.models import User
from articles.actions import open_newsroom, open_section
from articles.models import Contributor

SECTIONS = ("News", "Politics", "Sport")


@dataclass(frozen=True, slots=True)
class Colleague:
    """A demo account."""

    username: str
    name: str
    job_title: str
    groups: tuple[str, ...]
    is_superuser: bool = False

    @property
    def password(self) -> str:
        """Easy to type, and plainly no secret."""
        return f"{self.username}-demo"


COLLEAGUES = (
    Colleague(
        "rita",
        "Rita Ramos",
        "Reporter",
        ("Reporters", "News reporters", "Politics reporters", "Sport reporters"),
    ),
    Colleague("dana", "Dana Duarte", "Politics editor", ("Desk editors", "News editors", "Politics editors")),
    Colleague("sam", "Sam Sørensen", "Sport editor", ("Desk editors", "Sport editors")),
    Colleague("chris", "Chris Chaudhry", "Fact-checker", ("Fact-checkers",)),
    Colleague("noor", "Noor Haddad", "Fact-checker", ("Fact-checkers",)),
    Colleague("cory", "Cory Okafor", "Copy editor", ("Copy editors",)),
    Colleague("lea", "Lea Novak", "Lawyer", ("Lawyers",)),
    Colleague("maria", "Maria Maas", "Managing editor", ("Managing editors",)),
    Colleague("admin", "Ada Lind", "Administrator", ("Administrators",), is_superuser=True),
)


def open_demo_newsroom() -> None:
    """Roles, sections and their groups; nothing changes where they are there already."""
    create_roles()
    open_newsroom()
    for title in SECTIONS:
        open_section(title)


def hire() -> dict[str, User]:
    """The demo accounts by user name. One that exists keeps its password and its rights."""
    staff = {}
    for colleague in COLLEAGUES:
        user = User.objects.filter(username=colleague.username).first() or _create(colleague)
        staff[colleague.username] = user
    return staff


def _create(colleague: Colleague) -> User:
    first, _, last = colleague.name.partition(" ")
    user = User.objects.create_user(
        colleague.username,
        f"{colleague.username}@newsroom.example",
        colleague.password,
        first_name=first,
        last_name=last,
        job_title=colleague.job_title,
        is_staff=colleague.is_superuser,
        is_superuser=colleague.is_superuser,
    )
    user.groups.set(Group.objects.filter(name__in=colleague.groups))
    contributor, _ = Contributor.objects.get_or_create(
        slug=slugify(colleague.name), defaults={"name": colleague.name}
    )
    if contributor.user_id is None:
        contributor.user = user
        contributor.save(update_fields=["user"])
    return user


def accounts_table() -> str:
    """User names, passwords and jobs, to be printed. A password changed since is not known here."""
    rows = [("User name", "Password", "Role")]
    rows += [(person.username, person.password, person.job_title) for person in COLLEAGUES]
    return "\n".join(f"  {username:<11}{password:<14}{job}" for username, password, job in rows)
