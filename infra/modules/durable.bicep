// The Durable Task Scheduler with a task hub for each application: neither may run the other's activities. The api of every region shares one hub.
param location string
param tags object
param name string

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'Consumption' }
    // An empty list would deny everybody; who may is the roles' to say.
    ipAllowlist: ['0.0.0.0/0']
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = [
  for one in ['api', 'media']: {
    parent: scheduler
    name: one
    properties: {}
  }
]
