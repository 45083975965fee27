// The registry of the one image. Pulled and pushed with identities; there is no admin user.
param location string
param tags object
param name string
param production bool
param replica string

resource registry 'Microsoft.ContainerRegistry/registries@2023-11-01-preview' = {
  name: name
  location: location
  tags: tags
  sku: { name: production ? 'Premium' : 'Basic' }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    // Images are pushed from outside the network, with an identity.
    publicNetworkAccess: 'Enabled'
    zoneRedundancy: production ? 'Enabled' : 'Disabled'
    policies: production ? { retentionPolicy: { days: 30, status: 'enabled' } } : {}
  }
}

resource second 'Microsoft.ContainerRegistry/registries/replications@2023-11-01-preview' = if (production && !empty(replica)) {
  parent: registry
  name: empty(replica) ? 'none' : replica
  location: replica
  tags: tags
  properties: { zoneRedundancy: 'Enabled' }
}

output loginServer string = registry.properties.loginServer
