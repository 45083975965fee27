#!/usr/bin/env bash
# The image of infra/Dockerfile in a folder, where there is no Docker. Needs root, debootstrap and a .NET runtime; PublishedApplicationTests runs it.
#   .ci/image-steps.sh make ROOT APP              a clean Debian root, then what the Dockerfile's last stage does to it; APP is what its first stage published
#   .ci/image-steps.sh start ROOT [NAME=VALUE...] the application in it, as the Dockerfile's user and with its variables
# The base image cannot be had that way: what it would bring (the .NET runtime and the libraries that Microsoft lists for it) is put in beside the steps.
set -euo pipefail
# Mounts of this script are its own, and end with it: nobody deletes a folder with the machine's /proc in it.
[[ ${IMAGE_STEPS:-} == apart ]] || IMAGE_STEPS=apart exec unshare --mount --propagation private "$0" "$@"

command=${1:?make or start}
root=$(realpath -m "${2:?the folder of the root}")
dockerfile=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/infra/Dockerfile
say() { printf '== %4d s  %s\n' "$SECONDS" "$*"; }
# step WORD: what the last stage says after WORD, with its continued lines.
step() { awk -v word="$1" '/^FROM /{text=""} $1==word{on=1; sub("^" word " ", "")} on{more=sub(/\\$/, ""); text=text $0 (more ? "" : "\n"); if (!more) on=0} END{printf "%s", text}' "$dockerfile"; }
target=$(step COPY | awk '{print $NF}')
user=$(step USER)

make() {
  local app=$1 dotnet mirror suite
  suite=$(. /etc/os-release && printf %s "$VERSION_CODENAME")
  # Where this machine's own packages come from.
  mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' | awk -v suite="$suite" '$2==suite{print $1; exit}')
  say "debootstrap $suite"
  debootstrap --variant=minbase --include=ca-certificates,libgcc-s1,libssl3,libstdc++6,tzdata,zlib1g "$suite" "$root" "$mirror" > "$root.log" 2>&1 || { tail -20 "$root.log"; exit 1; }
  mount -t proc proc "$root/proc"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  dotnet=$(dirname "$(realpath "$(command -v dotnet)")")
  mkdir -p "$root/usr/share/dotnet"
  cp -r "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$root/usr/share/dotnet/"
  say "the base: $(du -shx --exclude=proc "$root" | cut -f1)"

  say "RUN $(step RUN)"
  step RUN > "$root/tmp/step.sh"
  chroot "$root" /bin/bash -euo pipefail /tmp/step.sh > "$root.log" 2>&1 || { tail -20 "$root.log"; exit 1; }
  rm "$root/tmp/step.sh" "$root.log"
  chroot "$root" ffmpeg -version | head -1
  chroot "$root" fpcalc -version
  local tool
  for tool in cc gcc g++ clang make ld as; do
    ! chroot "$root" sh -c "command -v $tool" || { say "$tool is in the image"; exit 1; }
  done
  say "with its tools: $(du -shx --exclude=proc "$root" | cut -f1)"

  mkdir -p "$root$target"
  cp -r "$app/." "$root$target"
  chroot "$root" chown -R root:root "$target"
  if chroot --userspec="$user" "$root" touch "$target/host.json" 2> /dev/null; then say "$user can change the application"; exit 1; fi
  say "with the application ($(du -sh "$app" | cut -f1)): $(du -shx --exclude=proc "$root" | cut -f1)"
}

start() {
  local variables
  mapfile -t variables < <(step ENV | xargs -n 1)
  mount -t proc proc "$root/proc"
  exec chroot --userspec="$user" "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME="/home/$user" "${variables[@]}" "$@" /usr/share/dotnet/dotnet "$target/Spotify.Functions.dll"
}

case $command in
  make) make "${3:?the published application}" ;;
  start) start "${@:3}" ;;
  *) echo "there is no command '$command'" >&2; exit 1 ;;
esac
