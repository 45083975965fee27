// One storage account as all of ours are: no keys, no public blobs, TLS 1.2 at least.
param location string
param tags object
param name string
param sku string

@description('Whether the internet may reach the account; with an identity or a signed address, as ever.')
param public bool

param containers string[]

@description('Whether blobs keep their former versions, and whether a change feed is written.')
param versioned bool = false

@description('Origins of web pages that may fetch blobs; * only for accounts that hold nothing but signed audio.')
param origins string[] = []
param corsMethods string[] = ['GET', 'HEAD']
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: public ? 'Enabled' : 'Disabled'
    networkAcls: { defaultAction: public ? 'Allow' : 'Deny', bypass: 'AzureServices' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: versioned
    changeFeed: versioned ? { enabled: true, retentionInDays: 30 } : { enabled: false }
    deleteRetentionPolicy: { enabled: true, days: 14 }
    containerDeleteRetentionPolicy: { enabled: true, days: 14 }
    cors: {
      corsRules: empty(origins) ? [] : [
        {
          allowedOrigins: origins
          allowedMethods: corsMethods
          allowedHeaders: ['*']
          exposedHeaders: ['Accept-Ranges', 'Content-Length', 'Content-Range', 'ETag']
          maxAgeInSeconds: 7200
        }
      ]
    }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [
  for one in containers: {
    parent: blobs
    name: one
    properties: { publicAccess: 'None' }
  }
]

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}
