// The source's half of a replication: named by the id that the target's half was given.
param sourceName string
param targetId string
param policyId string
param rules array

resource source 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: sourceName
}

resource leaving 'Microsoft.Storage/storageAccounts/objectReplicationPolicies@2023-05-01' = {
  parent: source
  name: policyId
  properties: { sourceAccount: source.id, destinationAccount: targetId, rules: rules }
}
