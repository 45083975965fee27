// Two identities, one for each application, so that each may do only what its functions do.
param location string
param tags object
param apiName string
param mediaName string

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

output apiPrincipalId string = api.properties.principalId
output mediaPrincipalId string = media.properties.principalId
