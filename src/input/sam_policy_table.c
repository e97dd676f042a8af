/* SPDX-License-Identifier: Apache-2.0 */
/* sam_policy_table.c -- the policy templates of AWS SAM, one row for each statement.
 * Actions: the service, then its actions; "=" before it when the document has no list. Resources:
 * "[" first when the document has a list; "@service:rest" is an ARN of that service in the stack's
 * partition, region and account. ${name} is the template's parameter of that name, in any case. The
 * last two columns are a StringEquals condition.
 * Facts from AWS's documentation: Serverless Application Model, "SAM policy template list". */
#include "input/sam_internal.h"

const SamPolicyStatement sam_policy_table[] = {
    {"AMIDescribePolicy", "ec2 DescribeImages", "*", NULL, NULL},
    {"AWSSecretsManagerGetSecretValuePolicy", "secretsmanager GetSecretValue", "${secretArn}", NULL,
     NULL},
    {"AWSSecretsManagerRotationPolicy",
     "secretsmanager DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage",
     "@secretsmanager:secret:*", "secretsmanager:resource/AllowRotationLambdaArn",
     "@lambda:function:${functionName}"},
    {"AWSSecretsManagerRotationPolicy", "secretsmanager GetRandomPassword", "*", NULL, NULL},
    {"AcmGetCertificatePolicy", "acm GetCertificate", "${certificateArn}", NULL, NULL},
    {"AthenaQueryPolicy",
     "athena ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs "
     "GetNamespaces GetTables GetTable",
     "*", NULL, NULL},
    {"AthenaQueryPolicy",
     "athena StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery "
     "ListQueryExecutions StopQueryExecution GetQueryResultsStream ListNamedQueries "
     "CreateNamedQuery GetQueryExecution BatchGetNamedQuery BatchGetQueryExecution GetWorkGroup",
     "@athena:workgroup/${workgroupName}", NULL, NULL},
    {"CloudFormationDescribeStacksPolicy", "cloudformation DescribeStacks",
     "@cloudformation:stack/*", NULL, NULL},
    {"CloudWatchDashboardPolicy", "cloudwatch GetDashboard ListDashboards PutDashboard ListMetrics",
     "*", NULL, NULL},
    {"CloudWatchDescribeAlarmHistoryPolicy", "cloudwatch DescribeAlarmHistory", "*", NULL, NULL},
    {"CloudWatchPutMetricPolicy", "cloudwatch PutMetricData", "*", NULL, NULL},
    {"CodeCommitCrudPolicy",
     "codecommit GitPull GitPush CreateBranch DeleteBranch GetBranch ListBranches "
     "MergeBranchesByFastForward MergeBranchesBySquash MergeBranchesByThreeWay "
     "UpdateDefaultBranch BatchDescribeMergeConflicts CreateUnreferencedMergeCommit "
     "DescribeMergeConflicts GetMergeCommit GetMergeOptions BatchGetPullRequests "
     "CreatePullRequest DescribePullRequestEvents GetCommentsForPullRequest "
     "GetCommitsFromMergeBase GetMergeConflicts GetPullRequest ListPullRequests "
     "MergePullRequestByFastForward MergePullRequestBySquash MergePullRequestByThreeWay "
     "PostCommentForPullRequest UpdatePullRequestDescription UpdatePullRequestStatus "
     "UpdatePullRequestTitle DeleteFile GetBlob GetFile GetFolder PutFile DeleteCommentContent "
     "GetComment GetCommentsForComparedCommit PostCommentForComparedCommit PostCommentReply "
     "UpdateComment BatchGetCommits CreateCommit GetCommit GetCommitHistory GetDifferences "
     "GetObjectIdentifier GetReferences GetTree GetRepository UpdateRepositoryDescription "
     "ListTagsForResource TagResource UntagResource GetRepositoryTriggers PutRepositoryTriggers "
     "TestRepositoryTriggers GetBranch GetCommit UploadArchive GetUploadArchiveStatus "
     "CancelUploadArchive",
     "@codecommit:${repositoryName}", NULL, NULL},
    {"CodeCommitReadPolicy",
     "codecommit GitPull GetBranch ListBranches BatchDescribeMergeConflicts "
     "DescribeMergeConflicts GetMergeCommit GetMergeOptions BatchGetPullRequests "
     "DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase "
     "GetMergeConflicts GetPullRequest ListPullRequests GetBlob GetFile GetFolder GetComment "
     "GetCommentsForComparedCommit BatchGetCommits GetCommit GetCommitHistory GetDifferences "
     "GetObjectIdentifier GetReferences GetTree GetRepository ListTagsForResource "
     "GetRepositoryTriggers TestRepositoryTriggers GetBranch GetCommit GetUploadArchiveStatus",
     "@codecommit:${repositoryName}", NULL, NULL},
    {"CodePipelineLambdaExecutionPolicy", "codepipeline PutJobSuccessResult PutJobFailureResult",
     "*", NULL, NULL},
    {"CodePipelineReadOnlyPolicy", "codepipeline ListPipelineExecutions",
     "@codepipeline:${pipelinename}", NULL, NULL},
    {"ComprehendBasicAccessPolicy",
     "comprehend BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities "
     "DetectKeyPhrases DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment",
     "*", NULL, NULL},
    {"CostExplorerReadOnlyPolicy",
     "ce GetCostAndUsage GetDimensionValues GetReservationCoverage "
     "GetReservationPurchaseRecommendation GetReservationUtilization GetTags",
     "*", NULL, NULL},
    {"DynamoDBBackupFullAccessPolicy", "dynamodb CreateBackup DescribeContinuousBackups",
     "@dynamodb:table/${tableName}", NULL, NULL},
    {"DynamoDBBackupFullAccessPolicy", "dynamodb DeleteBackup DescribeBackup ListBackups",
     "@dynamodb:table/${tableName}/backup/*", NULL, NULL},
    {"DynamoDBCrudPolicy",
     "dynamodb GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem "
     "DescribeTable ConditionCheckItem",
     "[ @dynamodb:table/${tableName} @dynamodb:table/${tableName}/index/*", NULL, NULL},
    {"DynamoDBReadPolicy", "dynamodb GetItem Scan Query BatchGetItem DescribeTable",
     "[ @dynamodb:table/${tableName} @dynamodb:table/${tableName}/index/*", NULL, NULL},
    {"DynamoDBReconfigurePolicy", "dynamodb UpdateTable", "@dynamodb:table/${tableName}", NULL,
     NULL},
    {"DynamoDBRestoreFromBackupPolicy", "dynamodb RestoreTableFromBackup",
     "@dynamodb:table/${tableName}/backup/*", NULL, NULL},
    {"DynamoDBRestoreFromBackupPolicy",
     "dynamodb PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem",
     "@dynamodb:table/${tableName}", NULL, NULL},
    {"DynamoDBStreamReadPolicy", "dynamodb DescribeStream GetRecords GetShardIterator",
     "@dynamodb:table/${tableName}/stream/${streamName}", NULL, NULL},
    {"DynamoDBStreamReadPolicy", "dynamodb ListStreams", "@dynamodb:table/${tableName}/stream/*",
     NULL, NULL},
    {"DynamoDBWritePolicy", "dynamodb PutItem UpdateItem BatchWriteItem",
     "[ @dynamodb:table/${tableName} @dynamodb:table/${tableName}/index/*", NULL, NULL},
    {"EC2CopyImagePolicy", "ec2 CopyImage", "@ec2:image/${imageId}", NULL, NULL},
    {"EC2DescribePolicy", "ec2 DescribeRegions DescribeInstances", "*", NULL, NULL},
    {"EFSWriteAccessPolicy", "elasticfilesystem ClientMount ClientWrite",
     "@elasticfilesystem:file-system/${FileSystem}", "elasticfilesystem:AccessPointArn",
     "@elasticfilesystem:access-point/${AccessPoint}"},
    {"EKSDescribePolicy", "eks DescribeCluster ListClusters", "*", NULL, NULL},
    {"EcsRunTaskPolicy", "ecs RunTask", "@ecs:task-definition/${taskDefinition}", NULL, NULL},
    {"ElasticMapReduceAddJobFlowStepsPolicy", "=elasticmapreduce AddJobFlowSteps",
     "@elasticmapreduce:cluster/${clusterId}", NULL, NULL},
    {"ElasticMapReduceCancelStepsPolicy", "=elasticmapreduce CancelSteps",
     "@elasticmapreduce:cluster/${clusterId}", NULL, NULL},
    {"ElasticMapReduceModifyInstanceFleetPolicy",
     "elasticmapreduce ModifyInstanceFleet ListInstanceFleets",
     "@elasticmapreduce:cluster/${clusterId}", NULL, NULL},
    {"ElasticMapReduceModifyInstanceGroupsPolicy",
     "elasticmapreduce ModifyInstanceGroups ListInstanceGroups",
     "@elasticmapreduce:cluster/${clusterId}", NULL, NULL},
    {"ElasticMapReduceSetTerminationProtectionPolicy", "=elasticmapreduce SetTerminationProtection",
     "@elasticmapreduce:cluster/${clusterId}", NULL, NULL},
    {"ElasticMapReduceTerminateJobFlowsPolicy", "=elasticmapreduce TerminateJobFlows",
     "@elasticmapreduce:cluster/${clusterId}", NULL, NULL},
    {"ElasticsearchHttpPostPolicy", "es ESHttpPost ESHttpPut", "@es:domain/${domainName}/*", NULL,
     NULL},
    {"EventBridgePutEventsPolicy", "=events PutEvents", "@events:event-bus/${eventBusName}", NULL,
     NULL},
    {"FilterLogEventsPolicy", "logs FilterLogEvents",
     "@logs:log-group:${logGroupName}:log-stream:*", NULL, NULL},
    {"FirehoseCrudPolicy",
     "firehose CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord "
     "PutRecordBatch UpdateDestination",
     "@firehose:deliverystream/${deliveryStreamName}", NULL, NULL},
    {"FirehoseWritePolicy", "firehose PutRecord PutRecordBatch",
     "@firehose:deliverystream/${deliveryStreamName}", NULL, NULL},
    {"KMSDecryptPolicy", "=kms Decrypt", "@kms:key/${keyId}", NULL, NULL},
    {"KMSEncryptPolicy", "=kms Encrypt", "@kms:key/${keyId}", NULL, NULL},
    {"KMSEncryptPolicy_v2",
     "kms Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair "
     "GenerateDataKeyPairWithoutPlaintext",
     "@kms:key/${keyId}", NULL, NULL},
    {"KinesisCrudPolicy",
     "kinesis AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream "
     "DescribeStream DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod "
     "ListTagsForStream MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream",
     "@kinesis:stream/${streamName}", NULL, NULL},
    {"KinesisStreamReadPolicy", "kinesis ListStreams DescribeLimits", "@kinesis:stream/*", NULL,
     NULL},
    {"KinesisStreamReadPolicy",
     "kinesis DescribeStream DescribeStreamSummary GetRecords GetShardIterator",
     "@kinesis:stream/${streamName}", NULL, NULL},
    {"LambdaInvokePolicy", "lambda InvokeFunction", "@lambda:function:${functionName}*", NULL,
     NULL},
    {"MobileAnalyticsWriteOnlyAccessPolicy", "mobileanalytics PutEvents", "*", NULL, NULL},
    {"OrganizationsListAccountsPolicy", "organizations ListAccounts", "*", NULL, NULL},
    {"PinpointEndpointAccessPolicy",
     "mobiletargeting GetEndpoint UpdateEndpoint UpdateEndpointsBatch",
     "@mobiletargeting:apps/${pinpointApplicationId}/endpoints/*", NULL, NULL},
    {"PollyFullAccessPolicy", "polly GetLexicon DeleteLexicon", "[ @polly:lexicon/${lexiconName}",
     NULL, NULL},
    {"PollyFullAccessPolicy", "polly DescribeVoices ListLexicons PutLexicon SynthesizeSpeech",
     "[ @polly:lexicon/*", NULL, NULL},
    {"RekognitionDetectOnlyPolicy",
     "rekognition DetectFaces DetectLabels DetectModerationLabels DetectText", "*", NULL, NULL},
    {"RekognitionFacesManagementPolicy",
     "rekognition IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces",
     "@rekognition:collection/${collectionId}", NULL, NULL},
    {"RekognitionFacesPolicy", "rekognition CompareFaces DetectFaces", "*", NULL, NULL},
    {"RekognitionLabelsPolicy", "rekognition DetectLabels DetectModerationLabels", "*", NULL, NULL},
    {"RekognitionNoDataAccessPolicy",
     "rekognition CompareFaces DetectFaces DetectLabels DetectModerationLabels",
     "@rekognition:collection/${collectionId}", NULL, NULL},
    {"RekognitionReadPolicy",
     "rekognition ListCollections ListFaces SearchFaces SearchFacesByImage",
     "@rekognition:collection/${collectionId}", NULL, NULL},
    {"RekognitionWriteOnlyAccessPolicy", "rekognition CreateCollection IndexFaces",
     "@rekognition:collection/${collectionId}", NULL, NULL},
    {"Route53ChangeResourceRecordSetsPolicy", "route53 ChangeResourceRecordSets",
     "arn:${AWS::Partition}:route53:::hostedzone/${HostedZoneId}", NULL, NULL},
    {"S3CrudPolicy",
     "s3 GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl "
     "GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject",
     "[ arn:${AWS::Partition}:s3:::${bucketName} arn:${AWS::Partition}:s3:::${bucketName}/*", NULL,
     NULL},
    {"S3FullAccessPolicy",
     "s3 GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject "
     "DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging "
     "PutObjectTagging PutObjectVersionTagging",
     "[ arn:${AWS::Partition}:s3:::${bucketName}/*", NULL, NULL},
    {"S3FullAccessPolicy",
     "s3 ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration",
     "[ arn:${AWS::Partition}:s3:::${bucketName}", NULL, NULL},
    {"S3ReadPolicy",
     "s3 GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration",
     "[ arn:${AWS::Partition}:s3:::${bucketName} arn:${AWS::Partition}:s3:::${bucketName}/*", NULL,
     NULL},
    {"S3WritePolicy", "s3 PutObject PutObjectAcl PutLifecycleConfiguration",
     "[ arn:${AWS::Partition}:s3:::${bucketName} arn:${AWS::Partition}:s3:::${bucketName}/*", NULL,
     NULL},
    {"SESBulkTemplatedCrudPolicy",
     "ses GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail "
     "SendBulkTemplatedEmail VerifyEmailIdentity",
     "@ses:identity/${identityName}", NULL, NULL},
    {"SESBulkTemplatedCrudPolicy_v2",
     "ses SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail",
     "[ @ses:identity/${identityName} @ses:template/${templateName}", NULL, NULL},
    {"SESBulkTemplatedCrudPolicy_v2", "ses GetIdentityVerificationAttributes VerifyEmailIdentity",
     "*", NULL, NULL},
    {"SESCrudPolicy",
     "ses GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity",
     "@ses:identity/${identityName}", NULL, NULL},
    {"SESEmailTemplateCrudPolicy",
     "ses CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate "
     "TestRenderTemplate",
     "*", NULL, NULL},
    {"SESSendBouncePolicy", "ses SendBounce", "@ses:identity/${identityName}", NULL, NULL},
    {"SNSCrudPolicy",
     "sns ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish",
     "@sns:${topicName}*", NULL, NULL},
    {"SNSPublishMessagePolicy", "sns Publish", "@sns:${topicName}", NULL, NULL},
    {"SQSPollerPolicy",
     "sqs ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch "
     "GetQueueAttributes ReceiveMessage",
     "@sqs:${queueName}", NULL, NULL},
    {"SQSSendMessagePolicy", "sqs SendMessage*", "@sqs:${queueName}", NULL, NULL},
    {"SSMParameterReadPolicy", "ssm DescribeParameters", "*", NULL, NULL},
    {"SSMParameterReadPolicy", "ssm GetParameters GetParameter GetParametersByPath",
     "@ssm:parameter/${parameterName}", NULL, NULL},
    {"SSMParameterWithSlashPrefixReadPolicy", "ssm DescribeParameters", "*", NULL, NULL},
    {"SSMParameterWithSlashPrefixReadPolicy", "ssm GetParameters GetParameter GetParametersByPath",
     "@ssm:parameter${parameterName}", NULL, NULL},
    {"SageMakerCreateEndpointConfigPolicy", "sagemaker CreateEndpointConfig",
     "@sagemaker:endpoint-config/${endpointConfigName}", NULL, NULL},
    {"SageMakerCreateEndpointPolicy", "sagemaker CreateEndpoint",
     "@sagemaker:endpoint/${endpointName}", NULL, NULL},
    {"ServerlessRepoReadWriteAccessPolicy",
     "serverlessrepo CreateApplication CreateApplicationVersion UpdateApplication GetApplication "
     "ListApplications ListApplicationVersions ListApplicationDependencies",
     "[ @serverlessrepo:applications/*", NULL, NULL},
    {"StepFunctionsCallbackPolicy", "states SendTaskFailure SendTaskHeartbeat SendTaskSuccess",
     "@states:stateMachine:${stateMachineName}", NULL, NULL},
    {"StepFunctionsExecutionPolicy", "states StartExecution",
     "@states:stateMachine:${stateMachineName}", NULL, NULL},
    {"StepFunctionsExecutionPolicy_v2", "states StartExecution StartSyncExecution",
     "@states:stateMachine:${stateMachineName}", NULL, NULL},
    {"TextractDetectAnalyzePolicy",
     "textract DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis "
     "AnalyzeDocument",
     "*", NULL, NULL},
    {"TextractGetResultPolicy", "textract GetDocumentTextDetection GetDocumentAnalysis", "*", NULL,
     NULL},
    {"TextractPolicy", "textract *", "*", NULL, NULL},
    {"VPCAccessPolicy",
     "ec2 CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces "
     "DetachNetworkInterface",
     "*", NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
