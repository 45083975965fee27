#!/usr/bin/env bash
# After provisioning: makes the secrets that are missing from the vault. One that exists is never touched, since a new key signs every listener out.
# It goes through Azure Resource Manager, so that a vault without public access takes them too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${AZURE_RESOURCE_GROUP:?set by azd}" "${AZURE_KEY_VAULT_NAME:?set by azd}"

exists() {
  az resource show --resource-group "$AZURE_RESOURCE_GROUP" --namespace Microsoft.KeyVault --parent "vaults/$AZURE_KEY_VAULT_NAME" \
    --resource-type secrets --name "$1" --api-version 2023-07-01 --output none 2>/dev/null
}

# make NAME BYTES: BYTES random bytes in base64, passed by a file that only this user reads, never on a command line.
make() {
  if exists "$1"; then return; fi
  local file; file=$(mktemp)
  # shellcheck disable=SC2064 # expanded now: the local is gone when the trap runs
  trap "rm -f '$file'" EXIT
  printf '{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#","contentVersion":"1.0.0.0","parameters":{"vaultName":{"value":"%s"},"name":{"value":"%s"},"value":{"value":"%s"}}}' \
    "$AZURE_KEY_VAULT_NAME" "$1" "$(openssl rand -base64 "$2" | tr -d '\n')" >"$file"
  az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name "secret-$1" --template-file modules/secret.bicep --parameters "@$file" --output none
  rm -f "$file"
  echo "made the secret $1"
}

make key-encryption-key 32
make operator-secret 48
make billing-secret 48
