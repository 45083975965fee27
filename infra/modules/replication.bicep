// Copies what listeners fetch to the second region's account, so that it serves without the first.
param sourceName string
param targetName string

resource source 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: sourceName
}

resource target 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: targetName
}

var copied = ['audio', 'images']

// The target's policy comes first and gives the id and the rules' ids that the source's must name.
resource arriving 'Microsoft.Storage/storageAccounts/objectReplicationPolicies@2023-05-01' = {
  parent: target
  name: 'default'
  properties: {
    sourceAccount: source.id
    destinationAccount: target.id
    rules: [for one in copied: { sourceContainer: one, destinationContainer: one, filters: { minCreationTime: '1601-01-01T00:00:00Z' } }]
  }
}

module leaving 'replication-source.bicep' = {
  params: {
    sourceName: sourceName
    targetId: target.id
    policyId: arriving.properties.policyId
    rules: arriving.properties.rules
  }
}
