// Private endpoints of everything that only the applications reach, in the network of each region, and the names that lead there.
param tags object
param networks { name: string, location: string }[]
param targets { name: string, type: string, group: string }[]

var storage = environment().suffixes.storage
var zoneOf = {
  Sql: 'privatelink.documents.azure.com'
  vault: 'privatelink.vaultcore.azure.net'
  searchService: 'privatelink.search.windows.net'
  registry: 'privatelink.azurecr.io'
  namespace: 'privatelink.servicebus.windows.net'
  blob: 'privatelink.blob.${storage}'
  queue: 'privatelink.queue.${storage}'
  table: 'privatelink.table.${storage}'
}
var zones = items(zoneOf)
var ends = flatten(map(networks, network => map(targets, target => { network: network, target: target })))

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for one in zones: {
    name: one.value
    location: 'global'
    tags: tags
  }
]

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' existing = [
  for one in networks: {
    name: one.name
  }
]

var links = flatten(map(range(0, length(networks)), n => map(range(0, length(zones)), z => { network: n, zone: z })))

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for one in links: {
    parent: zone[one.zone]
    name: networks[one.network].name
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: vnet[one.network].id } }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for one in ends: {
    name: 'pe-${one.target.name}-${one.target.group}-${uniqueString(one.network.name)}'
    location: one.network.location
    tags: tags
    properties: {
      subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', one.network.name, 'endpoints') }
      privateLinkServiceConnections: [
        {
          name: one.target.group
          properties: { privateLinkServiceId: resourceId(one.target.type, one.target.name), groupIds: [one.target.group] }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (one, i) in ends: {
    parent: endpoint[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: one.target.group, properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', zoneOf[one.target.group]) } }]
    }
    dependsOn: [zone]
  }
]
