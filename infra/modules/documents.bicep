// Cosmos DB: one account, one database, the containers of Platform/Documents/DocumentContainer.cs. No keys: local auth is off.
param locations string[]
param tags object
param name string
param production bool
param workspaceId string

@description('Principals that read and write documents.')
param contributors string[]

@description('The database; the application\'s default.')
param database string = 'spotify'

// `ru` is the most of a container's autoscale in prod; a tenth of it is the least. docs/deploy.md says where the figures come from.
var containers = [
  { name: 'catalog', keys: ['/id'], ru: 100000 }
  { name: 'users', keys: ['/userId'], ru: 400000 }
  { name: 'playlists', keys: ['/playlistId'], ru: 100000 }
  { name: 'plays', keys: ['/userId', '/month'], ru: 400000 }
  { name: 'aggregates', keys: ['/scope'], ru: 40000 }
  { name: 'money', keys: ['/period', '/shard'], ru: 20000 }
  { name: 'labels', keys: ['/labelId', '/batchId'], ru: 10000 }
  { name: 'fingerprints', keys: ['/bucket'], ru: 20000 }
  { name: 'system', keys: ['/kind'], ru: 10000 }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: name
  location: locations[0]
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    // A playlist read on another instance must see the last write. With two regions Strong waits for both: docs/deploy.md says what that costs.
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    locations: [for (one, i) in locations: { locationName: one, failoverPriority: i, isZoneRedundant: production }]
    enableMultipleWriteLocations: false
    enableAutomaticFailover: production
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: production ? 'Disabled' : 'Enabled'
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: production ? 'Continuous30Days' : 'Continuous7Days' }
    }
    capabilities: production ? [] : [{ name: 'EnableServerless' }]
  }
}

resource db 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2024-11-15' = {
  parent: account
  name: database
  properties: { resource: { id: database } }
}

resource container 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = [
  for one in containers: {
    parent: db
    name: one.name
    properties: {
      resource: {
        id: one.name
        partitionKey: { paths: one.keys, kind: length(one.keys) > 1 ? 'MultiHash' : 'Hash', version: 2 }
        // On, and for ever unless a document says otherwise.
        defaultTtl: -1
        // Range reads use the id and the key; all else would cost writes for nothing.
        indexingPolicy: {
          indexingMode: 'consistent'
          automatic: true
          includedPaths: map(filter(one.keys, key => key != '/id'), key => { path: '${key}/?' })
          excludedPaths: [{ path: '/*' }]
        }
      }
      options: production ? { autoscaleSettings: { maxThroughput: one.ru } } : {}
    }
  }
]

resource grant 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = [
  for (principal, i) in contributors: {
    parent: account
    name: guid(account.id, 'contributor', string(i))
    properties: {
      // Built-in data contributor.
      roleDefinitionId: '${account.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
      principalId: principal
      scope: account.id
    }
  }
]

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ category: 'ControlPlaneRequests', enabled: true }]
    metrics: [{ category: 'Requests', enabled: true }]
  }
}
