/* SPDX-License-Identifier: Apache-2.0 */
/* sam_managed.c -- ARNs of AWS managed policies by their short names.
 * Most are arn:aws:iam::aws:policy/Name; those made for the roles of services and for job functions
 * have a path, so these names must be known. (Those of service-linked roles can't be attached by
 * users and are left out.) Facts from AWS's documentation: "AWS managed policies". */
#include "input/sam_internal.h"

static const char *const sam_managed_service_roles[] = {
    "AWSAppRunnerServicePolicyForECRAccess", "AWSAppSyncPushToCloudWatchLogs",
    "AWSApplicationMigrationAgentPolicy_v2", "AWSApplicationMigrationConversionServerPolicy",
    "AWSApplicationMigrationMGHAccess", "AWSApplicationMigrationReplicationServerPolicy",
    "AWSArtifactAccountSync", "AWSBackupGatewayServiceRolePolicyForVirtualMachineMetadataSync",
    "AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores",
    "AWSBatchServiceEventTargetRole", "AWSBatchServiceRole", "AWSCloudHSMRole",
    "AWSCodeDeployRole", "AWSCodeDeployRoleForCloudFormation", "AWSCodeDeployRoleForLambda",
    "AWSCodeDeployRoleForLambdaLimited", "AWSCodeStarServiceRole",
    "AWSConfigRoleForOrganizations", "AWSConfigRulesExecutionRole",
    "AWSControlTowerServiceRolePolicy", "AWSCostAndUsageReportAutomationPolicy",
    "AWSDataLifecycleManagerSSMFullAccess", "AWSDataLifecycleManagerServiceRole",
    "AWSDataLifecycleManagerServiceRoleForAMIManagement", "AWSDeepLensServiceRolePolicy",
    "AWSDeepRacerServiceRolePolicy", "AWSElasticBeanstalkEnhancedHealth",
    "AWSElasticBeanstalkRoleCWL", "AWSElasticBeanstalkRoleCore", "AWSElasticBeanstalkRoleECS",
    "AWSElasticBeanstalkRoleRDS", "AWSElasticBeanstalkRoleSNS",
    "AWSElasticBeanstalkRoleWorkerTier", "AWSElasticBeanstalkService",
    "AWSElasticDisasterRecoveryAgentPolicy", "AWSElasticDisasterRecoveryConversionServerPolicy",
    "AWSElasticDisasterRecoveryCrossAccountReplicationPolicy",
    "AWSElasticDisasterRecoveryEc2InstancePolicy", "AWSElasticDisasterRecoveryFailbackPolicy",
    "AWSElasticDisasterRecoveryNetworkReplicationPolicy",
    "AWSElasticDisasterRecoveryRecoveryInstancePolicy",
    "AWSElasticDisasterRecoveryReplicationServerPolicy",
    "AWSElasticDisasterRecoveryStagingAccountPolicy",
    "AWSElasticDisasterRecoveryStagingAccountPolicy_v2", "AWSFaultInjectionSimulatorEC2Access",
    "AWSFaultInjectionSimulatorECSAccess", "AWSFaultInjectionSimulatorEKSAccess",
    "AWSFaultInjectionSimulatorNetworkAccess", "AWSFaultInjectionSimulatorRDSAccess",
    "AWSFaultInjectionSimulatorSSMAccess", "AWSGlueDataBrewServiceRole",
    "AWSGlueServiceNotebookRole", "AWSGlueServiceRole", "AWSGreengrassResourceAccessRolePolicy",
    "AWSIoTDeviceDefenderAddThingsToThingGroupMitigationAction", "AWSIoTDeviceDefenderAudit",
    "AWSIoTDeviceDefenderEnableIoTLoggingMitigationAction",
    "AWSIoTDeviceDefenderPublishFindingsToSNSMitigationAction",
    "AWSIoTDeviceDefenderReplaceDefaultPolicyMitigationAction",
    "AWSIoTDeviceDefenderUpdateCACertMitigationAction",
    "AWSIoTDeviceDefenderUpdateDeviceCertMitigationAction", "AWSIoTFleetHubFederationAccess",
    "AWSIoTLogging", "AWSIoTOTAUpdate", "AWSIoTRuleActions",
    "AWSIoTSiteWiseMonitorPortalAccess", "AWSIoTThingsRegistration",
    "AWSLambdaBasicExecutionRole", "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaENIManagementAccess", "AWSLambdaKinesisExecutionRole",
    "AWSLambdaMSKExecutionRole", "AWSLambdaRole", "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole", "AWSLicenseManagerConsumptionPolicy",
    "AWSMSKReplicatorExecutionRole", "AWSMigrationHubDMSAccess",
    "AWSMigrationHubDiscoveryAccess", "AWSMigrationHubRefactorSpaces-SSMAutomationPolicy",
    "AWSMigrationHubSMSAccess", "AWSOpsWorksCMServiceRole", "AWSPanoramaApplianceRolePolicy",
    "AWSPanoramaApplianceServiceRolePolicy", "AWSPanoramaGreengrassGroupRolePolicy",
    "AWSPanoramaSageMakerRolePolicy", "AWSPanoramaServiceRolePolicy",
    "AWSQuickSightDescribeRDS", "AWSQuickSightDescribeRedshift",
    "AWSQuickSightElasticsearchPolicy", "AWSQuickSightListIAM", "AWSQuickSightSageMakerPolicy",
    "AWSQuickSightTimestreamPolicy", "AWSQuicksightAthenaAccess",
    "AWSQuicksightOpenSearchPolicy", "AWSShieldDRTAccessPolicy",
    "AWSSupplyChainFederationAdminAccess", "AWSTransferLoggingAccess", "AWS_ConfigRole",
    "AmazonAPIGatewayPushToCloudWatchLogs", "AmazonAppStreamPCAAccess",
    "AmazonAppStreamServiceAccess", "AmazonCodeCatalystSupportAccess",
    "AmazonDMSCloudWatchLogsRole", "AmazonDMSRedshiftS3Role", "AmazonDMSVPCManagementRole",
    "AmazonDataZoneDomainExecutionRolePolicy", "AmazonDataZoneGlueManageAccessRolePolicy",
    "AmazonDataZoneRedshiftManageAccessRolePolicy", "AmazonEBSCSIDriverPolicy",
    "AmazonEC2ContainerServiceAutoscaleRole", "AmazonEC2ContainerServiceEventsRole",
    "AmazonEC2ContainerServiceRole", "AmazonEC2ContainerServiceforEC2Role",
    "AmazonEC2RoleforAWSCodeDeploy", "AmazonEC2RoleforAWSCodeDeployLimited",
    "AmazonEC2RoleforDataPipelineRole", "AmazonEC2RoleforSSM",
    "AmazonEC2SpotFleetAutoscaleRole", "AmazonEC2SpotFleetTaggingRole",
    "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
    "AmazonECSInfrastructureRolePolicyForVolumes", "AmazonECSTaskExecutionRolePolicy",
    "AmazonEFSCSIDriverPolicy", "AmazonEMRServicePolicy_v2",
    "AmazonElasticMapReduceEditorsRole", "AmazonElasticMapReduceRole",
    "AmazonElasticMapReduceforAutoScalingRole", "AmazonElasticMapReduceforEC2Role",
    "AmazonElasticTranscoderRole", "AmazonFreeRTOSOTAUpdate", "AmazonGrafanaAthenaAccess",
    "AmazonGrafanaCloudWatchAccess", "AmazonGrafanaRedshiftAccess",
    "AmazonMachineLearningRoleforRedshiftDataSourceV3", "AmazonMacieHandshakeRole",
    "AmazonMacieServiceRole", "AmazonPersonalizeFullAccess", "AmazonRDSDirectoryServiceAccess",
    "AmazonRDSEnhancedMonitoringRole", "AmazonRekognitionServiceRole",
    "AmazonS3ObjectLambdaExecutionRolePolicy", "AmazonSNSRole", "AmazonSSMAutomationRole",
    "AmazonSSMMaintenanceWindowRole", "AmazonSageMakerCanvasDirectDeployAccess",
    "AmazonSageMakerCanvasForecastAccess", "AmazonSageMakerEdgeDeviceFleetPolicy",
    "AmazonSageMakerGeospatialExecutionRole", "AmazonSageMakerGeospatialFullAccess",
    "AmazonSageMakerPartnerServiceCatalogProductsApiGatewayServiceRolePolicy",
    "AmazonSageMakerPartnerServiceCatalogProductsCloudFormationServiceRolePolicy",
    "AmazonSageMakerPartnerServiceCatalogProductsLambdaServiceRolePolicy",
    "AmazonSageMakerServiceCatalogProductsApiGatewayServiceRolePolicy",
    "AmazonSageMakerServiceCatalogProductsCloudformationServiceRolePolicy",
    "AmazonSageMakerServiceCatalogProductsCodePipelineServiceRolePolicy",
    "AmazonSageMakerServiceCatalogProductsEventsServiceRolePolicy",
    "AmazonSageMakerServiceCatalogProductsFirehoseServiceRolePolicy",
    "AmazonSageMakerServiceCatalogProductsGlueServiceRolePolicy",
    "AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy",
    "AmazonSecurityLakeMetastoreManager", "AmazonTextractServiceRole",
    "AmplifyBackendDeployFullAccess", "ApplicationAutoScalingForAmazonAppStreamAccess",
    "AutoScalingNotificationAccessRole", "AwsGlueSessionUserRestrictedNotebookServiceRole",
    "AwsGlueSessionUserRestrictedServiceRole", "CloudWatchEventsBuiltInTargetExecutionAccess",
    "CloudWatchEventsInvocationAccess", "ComprehendDataAccessRolePolicy",
    "EC2ImageBuilderLifecycleExecutionPolicy", "GreengrassOTAUpdateArtifactAccess",
    "QuickSightAccessForS3StorageManagementAnalyticsReadOnly", "RDSCloudHsmAuthorizationRole",
    "ROSAAmazonEBSCSIDriverOperatorPolicy", "ROSACloudNetworkConfigOperatorPolicy",
    "ROSAControlPlaneOperatorPolicy", "ROSAImageRegistryOperatorPolicy",
    "ROSAIngressOperatorPolicy", "ROSAInstallerPolicy", "ROSAKMSProviderPolicy",
    "ROSAKubeControllerPolicy", "ROSANodePoolManagementPolicy", "ROSASRESupportPolicy",
    "ROSAWorkerInstancePolicy", "ServerMigrationServiceLaunchRole",
    "ServerMigrationServiceRoleForInstanceValidation", "ServerMigration_ServiceRole",
    "VMImportExportRoleForAWSConnector",
};

static const char *const sam_managed_job_functions[] = {
    "Billing", "DataScientist", "DatabaseAdministrator", "NetworkAdministrator", "SupportUser",
    "SystemAdministrator", "ViewOnlyAccess",
};

static bool sam_managed_has(const char *const *names, size_t count, Str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(str_from(names[i]), name)) return true;
    }
    return false;
}

Str sam_managed_arn(Sam *sam, Str name) {
    if (str_starts(name, S("arn:"))) return name;
    Str path = S("");
    if (sam_managed_has(sam_managed_service_roles, COUNT(sam_managed_service_roles), name)) {
        path = S("service-role/");
    } else if (sam_managed_has(sam_managed_job_functions, COUNT(sam_managed_job_functions), name)) {
        path = S("job-function/");
    }
    return str_join3(sam->arena, S("arn:aws:iam::aws:policy/"), path, name);
}
