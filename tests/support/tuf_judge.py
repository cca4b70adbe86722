"""Lets unmodified python-tuf judge a bundle in a mounted folder.

    tuf_judge.py BUNDLE STATE ROOT TARGET...

BUNDLE is the folder on the stick, STATE the client's own folder (kept between
runs), ROOT the pinned root file, TARGET the paths that are fetched. Prints one
line of JSON: accepted with the versions, or refused with python-tuf's own error.
"""

import json
import os
import sys

from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
from tuf.ngclient import FetcherInterface, Updater


class MountedFolder(FetcherInterface):
    def _fetch(self, url):
        if not os.path.exists(url):
            raise DownloadHTTPError(f"{url} is not on the stick", 404)
        return iter([open(url, "rb").read()])


def main():
    bundle, state, root, *targets = sys.argv[1:]
    fetched_to = os.path.join(state, "targets")
    os.makedirs(fetched_to, exist_ok=True)
    try:
        updater = Updater(
            os.path.join(state),
            os.path.join(bundle, "metadata"),
            fetched_to,
            os.path.join(bundle, "targets"),
            fetcher=MountedFolder(),
            bootstrap=open(root, "rb").read(),
        )
        updater.refresh()
        fetched = {}
        for path in targets:
            info = updater.get_targetinfo(path)
            if info is None:
                print(json.dumps({"refused": "NotListed", "message": path}))
                return
            with open(updater.download_target(info), "rb") as file:
                fetched[path] = [len(file.read()), info.custom]
        trusted = updater._trusted_set
        versions = {role: trusted[role].version for role in ("root", "timestamp", "snapshot", "targets")}
        print(json.dumps({"accepted": versions, "fetched": fetched}))
    except (RepositoryError, DownloadError) as error:
        print(json.dumps({"refused": type(error).__name__, "message": str(error)}))


main()
