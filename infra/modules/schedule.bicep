// Instances by the calendar: before a window the plan of the api is told to keep so many, after it the usual number again. Scaling by load goes on above that all the while.
param location string
param tags object
param identityName string

@description('The plans of the api, one a region.')
param plans string[]

@description('What a plan keeps outside of all windows.')
param leastInstances int

@description('Windows in UTC, parted by semicolons, such as Thursday@21:30-Friday@03:00=20.')
param windows string

var parsed = map(filter(split(windows, ';'), one => !empty(trim(one))), one => {
  from: split(split(split(trim(one), '=')[0], '-')[0], '@')
  to: split(split(split(trim(one), '=')[0], '-')[1], '@')
  instances: int(split(trim(one), '=')[1])
})
// Two steps a window and plan.
var steps = flatten(map(range(0, length(parsed)), i => flatten(map(plans, plan => [
  { name: 'scale-${plan}-${i}-up', plan: plan, at: parsed[i].from, instances: parsed[i].instances }
  { name: 'scale-${plan}-${i}-down', plan: plan, at: parsed[i].to, instances: leastInstances }
]))))

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource step 'Microsoft.Logic/workflows@2019-05-01' = [
  for one in steps: {
    name: one.name
    location: location
    tags: tags
    identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
    properties: {
      state: 'Enabled'
      definition: {
        '$schema': 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'
        contentVersion: '1.0.0.0'
        triggers: {
          weekly: {
            type: 'Recurrence'
            recurrence: {
              frequency: 'Week'
              interval: 1
              timeZone: 'UTC'
              schedule: { weekDays: [one.at[0]], hours: [int(split(one.at[1], ':')[0])], minutes: [int(split(one.at[1], ':')[1])] }
            }
          }
        }
        actions: {
          keep: {
            type: 'Http'
            inputs: {
              method: 'PATCH'
              uri: '${environment().resourceManager}${substring(resourceId('Microsoft.Web/serverfarms', one.plan), 1)}?api-version=2024-04-01'
              body: { sku: { name: 'EP3', tier: 'ElasticPremium', capacity: one.instances } }
              authentication: { type: 'ManagedServiceIdentity', identity: identity.id, audience: environment().resourceManager }
              retryPolicy: { type: 'exponential', count: 6, interval: 'PT20S' }
            }
            runAfter: {}
          }
        }
      }
    }
  }
]
