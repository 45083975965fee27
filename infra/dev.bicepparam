// What tests and CI evaluate for size dev; azd takes main.parameters.json.
using 'main.bicep'

param environmentName = 'dev'
param location = 'westeurope'
param principalId = '00000000-0000-0000-0000-000000000001'
param size = 'dev'
param budgetStart = '2026-12-01'
