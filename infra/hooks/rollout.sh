#!/usr/bin/env bash
# rollout.sh GROUP IMAGE: gives the applications of a group a new image, one after another, the last region first. After each it watches the error budget
# for a quarter of an hour; where it burns, the application goes back to the image that it had and the roll-out ends with 1.
set -euo pipefail
group=${1:?the resource group} image=${2:?the image, by digest}
watch_minutes=${WATCH_MINUTES:-15}

insights=$(az resource list --resource-group "$group" --resource-type Microsoft.Insights/components --query '[0].id' --output tsv)

# The share of requests that were faults of ours in one application during the last five minutes, times a million; 0 where hardly any came.
faults() {
  az monitor app-insights query --ids "$insights" --analytics-query \
    "requests | where timestamp > ago(5m) and cloud_RoleName == '$1' | summarize bad = countif(toint(resultCode) >= 500), all = count() | project share = iff(all < 100, 0.0, 1000000.0 * bad / all)" \
    --query 'tables[0].rows[0][0]' --output tsv | cut -d. -f1
}

set_image() { az functionapp config container set --resource-group "$group" --name "$1" --image "$2" --output none; }

for app in $(az functionapp list --resource-group "$group" --query 'reverse(sort_by([], &name))[].name' --output tsv); do
  before=$(az functionapp config show --resource-group "$group" --name "$app" --query linuxFxVersion --output tsv)
  echo "$app: ${before#DOCKER|} -> $image"
  set_image "$app" "$image"
  for (( minute = 1; minute <= watch_minutes; minute++ )); do
    sleep 60
    share=$(faults "$app")
    # 14.4 times the budget of 0.1 %: what would empty a month's budget in two days.
    if (( ${share:-0} > 14400 )); then
      echo "$app: $share faults in a million requests after $minute minutes; it goes back to ${before#DOCKER|}" >&2
      set_image "$app" "${before#DOCKER|}"
      exit 1
    fi
  done
  echo "$app: well after $watch_minutes minutes"
done
