// What listeners fetch (audio, images) and what only jobs read (archive, statements).
param location string
param tags object
param name string
param production bool
param webOrigins string
param workspaceId string

module account 'account.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    sku: production ? 'Standard_ZRS' : 'Standard_LRS'
    // The edge fetches from here, and the application's signed addresses name it.
    public: true
    containers: ['audio', 'images', 'archive', 'statements']
    versioned: true
    origins: empty(webOrigins) ? [] : split(webOrigins, ',')
    workspaceId: workspaceId
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: name
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: storage
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'audio-cools-when-nobody-fetches-it'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['audio/'] }
            actions: {
              // Never archived: a listener does not wait for hours.
              baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 180 } }
              version: { delete: { daysAfterCreationGreaterThan: 30 } }
            }
          }
        }
        {
          name: 'old-versions-go'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['images/', 'statements/'] }
            actions: { version: { delete: { daysAfterCreationGreaterThan: 90 } } }
          }
        }
      ]
    }
  }
  dependsOn: [account]
}
