#!/usr/bin/env bash
# After deployment: leads blob events to the triggers. Their address holds a key that only the running application gives.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${AZURE_RESOURCE_GROUP:?set by azd}" "${MEDIA_APP_NAME:?set by azd}" "${UPLOADS_ACCOUNT_NAME:?set by azd}"

# The key appears once the extension has started; a cold image takes minutes.
key=""
for _ in $(seq 1 30); do
  key=$(az functionapp keys list --resource-group "$AZURE_RESOURCE_GROUP" --name "$MEDIA_APP_NAME" --query systemKeys.blobs_extension --output tsv 2>/dev/null || true)
  [[ -n $key && $key != None ]] && break
  sleep 20
done
[[ -n $key && $key != None ]] || { echo "postdeploy: $MEDIA_APP_NAME gives no blobs_extension key: is the application running? Run 'azd hooks run postdeploy' when it is." >&2; exit 1; }

# lead FUNCTION PART SUFFIX: events of blobs in deliveries whose names contain PART and end in SUFFIX go to FUNCTION.
lead() {
  local file; file=$(mktemp)
  # shellcheck disable=SC2064 # expanded now: the local is gone when the trap runs
  trap "rm -f '$file'" EXIT
  printf '{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#","contentVersion":"1.0.0.0","parameters":{"topicName":{"value":"evgt-%s"},"functionName":{"value":"%s"},"container":{"value":"deliveries"},"contains":{"value":"%s"},"suffix":{"value":"%s"},"address":{"value":"https://%s.azurewebsites.net/runtime/webhooks/blobs?functionName=Host.Functions.%s&code=%s"}}}' \
    "$UPLOADS_ACCOUNT_NAME" "$1" "$2" "$3" "$MEDIA_APP_NAME" "$1" "$key" >"$file"
  az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name "events-$1" --template-file modules/blob-events.bicep --parameters "@$file" --output none
  rm -f "$file"
  echo "blob events lead to $1"
}

lead StartIngestion /release.json /release.json
lead StartBatch /BatchComplete_ .xml
