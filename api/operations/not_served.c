/* SPDX-License-Identifier: Apache-2.0
 * Names: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5). */
#include "api/operations/not_served.h"

#include <stddef.h>

#include "base/compiler.h"

static const struct {
    const char *family;
    const char *operations; /* separated by blanks */
} FAMILIES[] = {
    {"the schema registry",
     "CheckSchemaVersionValidity CreateRegistry CreateSchema DeleteRegistry DeleteSchema "
     "DeleteSchemaVersions GetRegistry GetSchema GetSchemaByDefinition GetSchemaVersion "
     "GetSchemaVersionsDiff ListRegistries ListSchemaVersions ListSchemas "
     "PutSchemaVersionMetadata QuerySchemaVersionMetadata RegisterSchemaVersion "
     "RemoveSchemaVersionMetadata UpdateRegistry UpdateSchema"},
    {"column statistics tasks",
     "CreateColumnStatisticsTaskSettings DeleteColumnStatisticsTaskSettings "
     "GetColumnStatisticsTaskRun GetColumnStatisticsTaskRuns "
     "GetColumnStatisticsTaskSettings ListColumnStatisticsTaskRuns "
     "StartColumnStatisticsTaskRun StartColumnStatisticsTaskRunSchedule "
     "StopColumnStatisticsTaskRun StopColumnStatisticsTaskRunSchedule "
     "UpdateColumnStatisticsTaskSettings"},
    {"materialized view refreshes",
     "GetMaterializedViewRefreshTaskRun ListMaterializedViewRefreshTaskRuns "
     "StartMaterializedViewRefreshTaskRun StopMaterializedViewRefreshTaskRun"},
    {"data quality",
     "BatchGetDataQualityResult BatchGetDataQualityResultV2 "
     "BatchGetDataQualityRulesetEvaluationRun BatchPutDataQualityStatisticAnnotation "
     "CancelDataQualityRuleRecommendationRun CancelDataQualityRulesetEvaluationRun "
     "CreateDataQualityEvaluationConfig CreateDataQualityRuleset "
     "DeleteDataQualityEvaluationConfig DeleteDataQualityRuleset "
     "GetDataQualityEvaluationConfig GetDataQualityModel GetDataQualityModelResult "
     "GetDataQualityResult GetDataQualityResultV2 GetDataQualityRuleRecommendationRun "
     "GetDataQualityRuleset GetDataQualityRulesetEvaluationRun "
     "ListDataQualityEvaluationConfigs ListDataQualityResults ListDataQualityResultsV2 "
     "ListDataQualityRuleRecommendationRuns ListDataQualityRulesetEvaluationRuns "
     "ListDataQualityRulesets ListDataQualityStatisticAnnotations "
     "ListDataQualityStatistics PublishDataQualityResultV2 "
     "PutDataQualityProfileAnnotation StartDataQualityRuleRecommendationRun "
     "StartDataQualityRulesetEvaluationRun UpdateDataQualityEvaluationConfig "
     "UpdateDataQualityRuleset"},
    {"table optimizers",
     "BatchGetTableOptimizer CreateTableOptimizer DeleteTableOptimizer GetTableOptimizer "
     "ListTableOptimizerRuns UpdateTableOptimizer"},
    {"machine learning transforms",
     "CancelMLTaskRun CreateMLTransform DeleteMLTransform GetMLTaskRun GetMLTaskRuns "
     "GetMLTransform GetMLTransforms ListMLTransforms StartExportLabelsTaskRun "
     "StartImportLabelsTaskRun StartMLEvaluationTaskRun "
     "StartMLLabelingSetGenerationTaskRun UpdateMLTransform"},
    {"blueprints",
     "BatchGetBlueprints CreateBlueprint DeleteBlueprint GetBlueprint GetBlueprintRun "
     "GetBlueprintRuns ListBlueprints StartBlueprintRun UpdateBlueprint"},
    {"workflows", "BatchGetWorkflows CreateWorkflow DeleteWorkflow GetWorkflow GetWorkflowRun "
                  "GetWorkflowRunProperties GetWorkflowRuns ListWorkflows PutWorkflowRunProperties "
                  "ResumeWorkflowRun StartWorkflowRun StopWorkflowRun UpdateWorkflow"},
    {"triggers", "BatchGetTriggers CreateTrigger DeleteTrigger GetTrigger GetTriggers ListTriggers "
                 "StartTrigger StopTrigger UpdateTrigger"},
    {"interactive sessions",
     "CancelStatement CreateSession DeleteSession GetSession GetSessionEndpoint "
     "GetStatement GetSystemLogsForSession ListSessions ListStatements RunStatement "
     "StopSession"},
    {"jobs", "BatchGetJobs BatchStopJobRun CreateJob DeleteJob GetJob GetJobBookmark GetJobRun "
             "GetJobRuns GetJobUpgradeAnalysis GetJobs GetSystemLogsForJobRun ListJobs "
             "ResetJobBookmark StartJobRun StartJobUpgradeAnalysis StopJobUpgradeAnalysis "
             "UpdateJob UpdateJobFromSourceControl UpdateSourceControlFromJob"},
    {"development endpoints",
     "BatchGetDevEndpoints CreateDevEndpoint DeleteDevEndpoint GetDevEndpoint "
     "GetDevEndpoints ListDevEndpoints UpdateDevEndpoint"},
    {"security configurations",
     "CreateSecurityConfiguration DeleteSecurityConfiguration GetSecurityConfiguration "
     "GetSecurityConfigurations"},
    {"scripts and plans", "CreateScript GetDashboardUrl GetDataflowGraph GetMapping GetPlan"},
    {"usage profiles", "CreateUsageProfile DeleteUsageProfile GetUsageProfile ListUsageProfiles "
                       "UpdateUsageProfile"},
    {"zero-ETL integrations",
     "CreateIntegration CreateIntegrationResourceProperty "
     "CreateIntegrationTableProperties DeleteIntegration "
     "DeleteIntegrationResourceProperty DeleteIntegrationTableProperties "
     "DescribeInboundIntegrations DescribeIntegrations GetIntegrationResourceProperty "
     "GetIntegrationTableProperties ListIntegrationResourceProperties "
     "ListIntegrationTableProperties ModifyIntegration UpdateIntegrationResourceProperty "
     "UpdateIntegrationTableProperties"},
    {"the identity center",
     "CreateGlueIdentityCenterConfiguration DeleteGlueIdentityCenterConfiguration "
     "GetGlueIdentityCenterConfiguration UpdateGlueIdentityCenterConfiguration"},
    {"connection types and their entities",
     "DeleteConnectionType DescribeConnectionType DescribeEntity GetEntityRecords "
     "ListConnectionTypes ListEntities RegisterConnectionType"},
    {"custom entity types",
     "BatchGetCustomEntityTypes CreateCustomEntityType DeleteCustomEntityType "
     "GetCustomEntityType ListCustomEntityTypes"},
    {"business glossaries and assets",
     "AssociateGlossaryTerms BatchGetIterableForms CreateGlossary CreateGlossaryTerm "
     "DeleteAsset DeleteAssetType DeleteAttachment DeleteFormType DeleteGlossary "
     "DeleteGlossaryTerm DisassociateGlossaryTerms GetAsset GetAssetType GetFormType "
     "GetGlossary GetGlossaryTerm ListAssetTypes ListFormTypes ListGlossaries "
     "ListGlossaryTerms ListIterableForms PutAsset PutAssetType PutAttachment "
     "PutFormType SearchAssets UpdateAsset UpdateGlossary UpdateGlossaryTerm"},
    {"data catalog exports", "GetDataCatalogExportConfiguration PutDataCatalogExportConfiguration"},
};

const char *not_served_family(struct text operation)
{
    for (size_t i = 0; i < COUNT(FAMILIES); i++) {
        struct text rest = text_of(FAMILIES[i].operations);
        while (rest.p)
            if (text_equal(text_split(&rest, ' '), operation))
                return FAMILIES[i].family;
    }
    return NULL;
}
