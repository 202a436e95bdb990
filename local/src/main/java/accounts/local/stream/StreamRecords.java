package accounts.local.stream;

import accounts.local.net.Json;
import accounts.local.template.PseudoParameters;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * Stream records as Lambda hands them to a function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html">Using AWS Lambda with
 *     Amazon DynamoDB</a>
 */
final class StreamRecords {
  private StreamRecords() {}

  static ObjectNode json(Record record, String streamArn) {
    ObjectNode json = Json.object();
    json.put("eventID", record.eventID());
    json.put("eventName", record.eventNameAsString());
    json.put("eventVersion", "1.1");
    json.put("eventSource", "aws:dynamodb");
    json.put("awsRegion", PseudoParameters.REGION);
    json.put("eventSourceARN", streamArn);
    StreamRecord change = record.dynamodb();
    ObjectNode body = json.putObject("dynamodb");
    body.put(
        "ApproximateCreationDateTime",
        change.approximateCreationDateTime().toEpochMilli() / 1000.0);
    body.set("Keys", item(change.keys()));
    if (change.hasNewImage()) {
      body.set("NewImage", item(change.newImage()));
    }
    if (change.hasOldImage()) {
      body.set("OldImage", item(change.oldImage()));
    }
    body.put("SequenceNumber", change.sequenceNumber());
    body.put("SizeBytes", change.sizeBytes());
    body.put("StreamViewType", change.streamViewTypeAsString());
    if (record.userIdentity() != null) {
      json.putObject("userIdentity")
          .put("type", record.userIdentity().type())
          .put("principalId", record.userIdentity().principalId());
    }
    return json;
  }

  static ObjectNode item(Map<String, AttributeValue> item) {
    ObjectNode json = Json.object();
    item.forEach((name, value) -> json.set(name, value(value)));
    return json;
  }

  private static ObjectNode value(AttributeValue value) {
    ObjectNode json = Json.object();
    switch (value.type()) {
      case S -> json.put("S", value.s());
      case N -> json.put("N", value.n());
      case B -> json.put("B", Base64.getEncoder().encodeToString(value.b().asByteArray()));
      case BOOL -> json.put("BOOL", value.bool());
      case NUL -> json.put("NULL", true);
      case SS -> json.set("SS", Json.tree(value.ss()));
      case NS -> json.set("NS", Json.tree(value.ns()));
      case BS -> {
        ArrayNode array = json.putArray("BS");
        value.bs().forEach(b -> array.add(Base64.getEncoder().encodeToString(b.asByteArray())));
      }
      case L -> {
        ArrayNode array = json.putArray("L");
        value.l().forEach(element -> array.add(value(element)));
      }
      case M -> json.set("M", item(value.m()));
      default -> throw new IllegalArgumentException("Unknown attribute value " + value);
    }
    return json;
  }
}
