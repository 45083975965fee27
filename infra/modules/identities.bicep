// Identities: one for each application, so that each may do only what its functions do, and one for what scales by the calendar.
param location string
param tags object
param apiName string
param mediaName string

@description('Empty where nothing scales by the calendar.')
param scaleName string

resource api 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: apiName
  location: location
  tags: tags
}

resource media 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: mediaName
  location: location
  tags: tags
}

resource scale 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (!empty(scaleName)) {
  name: empty(scaleName) ? 'none' : scaleName
  location: location
  tags: tags
}

output apiPrincipalId string = api.properties.principalId
output mediaPrincipalId string = media.properties.principalId
output scalePrincipalId string = empty(scaleName) ? '' : scale!.properties.principalId
