package accounts.local.dynamodb;

/**
 * A call of a function that was made, and what it consumed.
 *
 * @param status 200, or 400 where DynamoDB refused it
 * @param capacityUnits as DynamoDB Local counts them; 0 of a refused one. Those of a transaction
 *     are of no use: it gives 4 for one item where AWS bills 2, and passes over items of other
 *     partitions
 */
public record MeteredCall(DynamoDbCall call, int status, double capacityUnits) {}
