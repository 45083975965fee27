#!/usr/bin/env bash
# The steps of infra/Dockerfile one by one on a clean Debian root, where there is no Docker: .ci/image-steps.sh ROOT [SUITE]
# Needs root, debootstrap and the .NET SDK. The base images themselves cannot be had that way: of the first stage the step that publishes runs here, without the property that links the real packages; the
# second stage's step runs in ROOT, and what was published starts there, as the user and on the port that the Dockerfile says.
set -euo pipefail
root=$(realpath -m "${1:?the folder of the new root}")
suite=${2:-bookworm}
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
say() { printf '== %s\n' "$*"; }

say "debootstrap $suite"
[[ -e $root/etc/debian_version ]] || debootstrap --variant=minbase "$suite" "$root"
trap 'umount "$root/proc" 2>/dev/null || true; [[ -z ${pid:-} ]] || kill "$pid" 2>/dev/null || true' EXIT
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
[[ -z ${http_proxy:-} ]] || printf 'Acquire::http::Proxy "%s";\n' "$http_proxy" > "$root/etc/apt/apt.conf.d/90proxy"

say "the step of the second stage"
# The RUN of the last stage with its continued lines.
awk '/^FROM /{stage++} stage==2 && /^RUN /{on=1; sub(/^RUN /,"")} on{print; if (!/\\$/) exit}' "$project/infra/Dockerfile" > "$root/tmp/step.sh"
cat "$root/tmp/step.sh"
id=$(chroot "$root" id -u spotify 2>/dev/null || true)
[[ -n $id ]] || chroot "$root" /bin/bash -euo pipefail /tmp/step.sh > /dev/null
chroot "$root" ffmpeg -version | head -1
chroot "$root" fpcalc -version
for tool in gcc cc make g++; do
  ! chroot "$root" sh -c "command -v $tool" || { say "$tool is in the image"; exit 1; }
done
[[ $(chroot "$root" id -u spotify) == 10001 ]]

say "the step that publishes"
publish=$(sed -n 's/^RUN dotnet publish //p' "$project/infra/Dockerfile" | sed 's/ -p:FunctionsRuntime=Azure//; s/ -o .*//')
(cd "$project" && dotnet publish $publish -v quiet -nologo -o "$root/home/site/wwwroot")
chroot "$root" chown -R root:root /home/site/wwwroot

say "the published application, as spotify on port 8080"
dotnet=$(dirname "$(realpath "$(command -v dotnet)")")
mkdir -p "$root/usr/share/dotnet"
cp -r "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$root/usr/share/dotnet/"
chroot "$root" chown spotify /home/data
storage='DefaultEndpointsProtocol=https;AccountName=nobody;AccountKey=bm9ib2R5;EndpointSuffix=storage.invalid'
chroot --userspec=spotify "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/home/spotify DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
  Embedded__DataDirectory=/home/data Embedded__Port=8080 AzureWebJobsStorage="$storage" Uploads="$storage" Media="$storage" EventHubs='Endpoint=sb://local/;SharedAccessKeyName=local;SharedAccessKey=local' \
  /usr/share/dotnet/dotnet /home/site/wwwroot/Spotify.Functions.dll > "$root/tmp/log" 2>&1 &
pid=$!
for _ in $(seq 60); do
  curl -fsS http://127.0.0.1:8080/health/live 2>/dev/null && break
  kill -0 "$pid" || { cat "$root/tmp/log"; exit 1; }
  sleep 1
done
curl -fsS http://127.0.0.1:8080/health/live > /dev/null && say "it answers"
