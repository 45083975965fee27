// Event Hubs: one namespace, the hubs of Platform/Events/EventHubNames.cs with the consumer groups that read them.
param location string
param tags object
param name string
param production bool
param secondLocation string

@description('Of each hub.')
param partitions int

var hubs = [
  { name: 'plays', groups: ['ledger', 'taste', 'trending', 'archive'] }
  { name: 'activity', groups: ['taste', 'archive'] }
  { name: 'diagnostics', groups: ['archive'] }
  { name: 'catalog', groups: ['search', 'release-day'] }
  { name: 'recommendations', groups: [] }
]
var groups = flatten(map(hubs, hub => map(hub.groups, group => { hub: hub.name, name: group })))

resource namespace 'Microsoft.EventHub/namespaces@2025-05-01-preview' = {
  name: name
  location: location
  tags: tags
  sku: production ? { name: 'Premium', tier: 'Premium', capacity: 16 } : { name: 'Standard', tier: 'Standard', capacity: 1 }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: production ? 'Disabled' : 'Enabled'
    zoneRedundant: production
    isAutoInflateEnabled: !production
    maximumThroughputUnits: production ? null : 4
    // The second region takes over under the same name; what is lost is what was taken within the lag.
    geoDataReplication: production && !empty(secondLocation) ? {
      maxReplicationLagDurationInSeconds: 300
      locations: [
        { locationName: location, roleType: 'Primary' }
        { locationName: secondLocation, roleType: 'Secondary' }
      ]
    } : null
  }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2025-05-01-preview' = [
  for one in hubs: {
    parent: namespace
    name: one.name
    properties: {
      partitionCount: partitions
      // A week: the longest that consumers may be away, and what the archive's look-back counts on.
      retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: 168 }
    }
  }
]

resource consumers 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2025-05-01-preview' = [
  for one in groups: {
    name: '${name}/${one.hub}/${one.name}'
    properties: {}
    dependsOn: [hub]
  }
]
