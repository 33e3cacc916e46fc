"""News that the archive sends."""

PAGE_WANTED = "page.wanted"  # key: Page id; somebody wants a copy, or it is time to look again
PAGE_KEPT = "page.kept"  # key: Copy id; the first copy, or the newest of a page that came back
PAGE_CHANGED = "page.changed"  # key: Copy id; the page's text differs from the copy before
PAGE_DEAD = "page.dead"  # key: Page id; it is gone, its copies stay
PAGE_REFUSED = "page.refused"  # key: Page id; no copy can be made, its reason and remedy stand on it
FILE_KEPT = "file.kept"  # key: KeptFile id; bytes that nobody handed in before
FILE_READ = "file.read"  # key: KeptFile id; its text can be looked at
