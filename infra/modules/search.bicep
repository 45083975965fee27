// AI Search: one service, in the primary region. The application makes its indexes itself.
param location string
param tags object
param name string
param production bool

resource service 'Microsoft.Search/searchServices@2023-11-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: production ? 'standard2' : 'basic' }
  properties: {
    replicaCount: production ? 3 : 1
    partitionCount: production ? 4 : 1
    disableLocalAuth: true
    publicNetworkAccess: production ? 'disabled' : 'enabled'
  }
}
