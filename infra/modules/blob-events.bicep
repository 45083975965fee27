// Leads what labels deliver to the blob triggers. The hook after deployment makes it, since the address holds a key that the running application gives.
param topicName string

@description('The function that is told.')
param functionName string

@description('The container whose blobs are told of, what their names contain, and how they end.')
param container string
param contains string
param suffix string

@secure()
@description('The address of the trigger, with its key.')
param address string

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' existing = {
  name: topicName
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15' = {
  parent: topic
  name: toLower(functionName)
  properties: {
    destination: { endpointType: 'WebHook', properties: { endpointUrl: address, maxEventsPerBatch: 1, preferredBatchSizeInKilobytes: 64 } }
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/${container}/'
      subjectEndsWith: suffix
      advancedFilters: [{ operatorType: 'StringContains', key: 'subject', values: [contains] }]
    }
    eventDeliverySchema: 'EventGridSchema'
    // A delivery outlasts a day's outage of the application.
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
}
