// What labels upload and what they are answered: an account of its own, so that no upload right ever reaches what is published.
param location string
param tags object
param name string
param production bool
param workspaceId string

module account 'account.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    sku: production ? 'Standard_ZRS' : 'Standard_LRS'
    // Labels upload from anywhere, with addresses that are signed for one blob each.
    public: true
    containers: ['deliveries', 'acknowledgements']
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
          name: 'masters-cool-then-archive'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['deliveries/'] }
            actions: {
              baseBlob: {
                // A delivery is replayed within 90 days or never; its masters are kept, for the day that a better codec comes.
                tierToCool: { daysAfterModificationGreaterThan: 30 }
                tierToArchive: { daysAfterModificationGreaterThan: 120 }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [account]
}

resource source 'Microsoft.EventGrid/systemTopics@2022-06-15' = {
  name: 'evgt-${name}'
  location: location
  tags: tags
  properties: { source: storage.id, topicType: 'Microsoft.Storage.StorageAccounts' }
  dependsOn: [account]
}
