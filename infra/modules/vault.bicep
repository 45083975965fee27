// The few secrets that no identity replaces: the key that encrypts signing keys, the operator's secret, billing's, the HLS tokens' key.
param location string
param tags object
param name string
param production bool
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Losing the key encryption key signs every listener out: production cannot purge it.
    enablePurgeProtection: production ? true : null
    publicNetworkAccess: production ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: production ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'audit', enabled: true }] }
}
