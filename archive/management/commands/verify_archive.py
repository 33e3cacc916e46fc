"""`manage.py verify_archive`: read every file of the archive and name what is missing or was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.models import Copy, KeptFile


class Command(BaseCommand):
    """Exit code 1 where any file has a fault: a copy of a page, or what somebody handed in."""

    help = "Read every file of the archive and name what is missing or was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = count = 0
        for copy in Copy.objects.select_related("page").defer("text", "headers").iterator(chunk_size=200):
            count += 1
            if faults := copy.faults():
                faulty += 1
                self.stdout.write(
                    f"copy {copy.pk} of {copy.page.url}: {'; '.join(faults)} ({copy.warc.name})"
                )
        for kept in KeptFile.objects.iterator(chunk_size=200):
            count += 1
            if faults := kept.faults():
                faulty += 1
                self.stdout.write(f"handed in, {kept.sha256}: {'; '.join(faults)} ({kept.file.name})")
        if faulty:
            raise CommandError(f"{faulty} of {count} files have faults.")
        self.stdout.write(f"{count} files, each is as it was written.")
